// One page that needs nothing else: style, tables and pictures are inside.

extension ComparisonReport {
  var html: String {
    let sections = sections()
    var page = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="tzopt">
      <title>\(htmlText(title))</title>
      <style>
      \(ComparisonReport.pageStyle)\(SVGPicture.style)</style>
      </head>
      <body>

      """
    for (i, section) in sections.enumerated() {
      page += "<h\(i == 0 ? 1 : 2)>\(htmlText(section.title))</h\(i == 0 ? 1 : 2)>\n"
      for line in section.lines { page += "<p>\(htmlText(line))</p>\n" }
      if let table = section.table { page += table.html }
      if section.title == ComparisonReport.profileTitle { page += figures(profiles(.performance) + profiles(.data) + [runtimePicture]) }
      if section.title == byProblemTitle { page += figures(descents) }
    }
    return page + "</body>\n</html>\n"
  }

  private func figures(_ pictures: [Picture]) -> String {
    let figures = pictures.map { "<figure>\(SVGPicture($0).text)</figure>\n" }
    return pictures.isEmpty ? "" : "<div class=\"figures\">\n\(figures.joined())</div>\n"
  }

  private static let pageStyle = """
    :root{color-scheme:light dark;--page:#fff;--ink:#1c2024;--line:#d7dbe0}
    @media(prefers-color-scheme:dark){:root{--page:#15181c;--ink:#e4e7ea;--line:#3a4048}}
    body{font:15px/1.5 system-ui,sans-serif;max-width:1120px;margin:2rem auto;padding:0 1.2rem;background:var(--page);color:var(--ink)}
    h1{font-size:1.5rem;margin:0 0 .6rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}p{margin:.25rem 0;max-width:78ch;overflow-wrap:anywhere}
    .wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.6rem 0}
    th,td{padding:.25rem .8rem .25rem 0;text-align:left;vertical-align:top}th{border-bottom:1px solid var(--line);font-weight:600}
    .n{text-align:right;white-space:nowrap}tr.g td{border-top:1px solid var(--line)}
    .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:1rem 1.6rem;margin:1rem 0}figure{margin:0}

    """
}
