"""Text that would become code if it were not guarded: names as a hostile table may hold them."""

MARK = "GZ_RAN"

HOSTILE = {
    "image": f"<img src=x onerror=\"parent.document.title='{MARK}'\">",
    "literal": f"${{parent.document.title='{MARK}'}}",
    "backtick": "`+alert(1)+`",
    "template": "{{ 6 * 7 }}",
    "statement": "{% raw %}{{ 1 }}",
    "loop": "{% for i in range(10**9) %}x{% endfor %}",
    "script": f"</script><script>parent.document.title='{MARK}'</script>",
    "comment": "{# gone #}",
}
MARKDOWN = "![](https://evil.example/t.png) [x](javascript:alert(1))"
