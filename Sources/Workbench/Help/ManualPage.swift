/// The manual page in the macros of man(7), made from what the command line declares of itself.
///
/// The declarations come as the value that the argument parser dumps: a command has an abstract, a discussion, arguments and
/// subcommands.
public struct ManualPage {
  private let root: JSONValue
  private let version: String

  public init(_ dump: JSONValue, version: String) {
    root = dump["command"] ?? .null
    self.version = version
  }

  public var text: String {
    let name = root["commandName"]?.string ?? ""
    var text = ".TH \(name.uppercased()) 1 \"\" \"\(name) \(version)\" \"User Commands\"\n"
    text += ".SH NAME\n\(name) \\- \(escaped(root["abstract"]?.string ?? ""))\n"
    text += ".SH SYNOPSIS\n"
    for command in shown(root["subcommands"]) {
      text += ".B \(name) \(escaped(command["commandName"]?.string ?? ""))\n\(synopsis(command))\n.br\n"
    }
    text += ".SH EXAMPLES\n" + discussion(root)
    for command in shown(root["subcommands"]) { text += section(command, of: name) }
    for topic in HelpTopic.all { text += page(topic) }
    return text
  }

  private func shown(_ list: JSONValue?) -> [JSONValue] {
    (list?.array ?? []).filter { item in
      item["shouldDisplay"] != .bool(false) && item["commandName"]?.string != "help"
    }
  }

  private func synopsis(_ command: JSONValue) -> String {
    let arguments = shown(command["arguments"])
    var parts = arguments.contains { $0["kind"]?.string != "positional" } ? ["[\\fIoptions\\fR]"] : []
    for argument in arguments where argument["kind"]?.string == "positional" {
      let name = "\\fI\(escaped(argument["valueName"]?.string ?? ""))\\fR" + (argument["isRepeating"] == .bool(true) ? " ..." : "")
      parts.append(argument["isOptional"] == .bool(true) ? "[\(name)]" : name)
    }
    return parts.joined(separator: " ")
  }

  private func section(_ command: JSONValue, of name: String) -> String {
    var text = ".SH \(name.uppercased()) \((command["commandName"]?.string ?? "").uppercased())\n"
    text += escaped(command["abstract"]?.string ?? "") + "\n" + discussion(command)
    var title: String?
    for argument in shown(command["arguments"]) {
      let names = argument["names"]?.array ?? []
      if names.contains(where: { $0["name"]?.string == "help" || $0["name"]?.string == "version" }) { continue }
      if let next = argument["sectionTitle"]?.string, next != title {
        title = next
        text += ".SS \(escaped(next))\n"
      }
      text += entry(argument, names)
    }
    return text
  }

  private func entry(_ argument: JSONValue, _ names: [JSONValue]) -> String {
    let value = argument["valueName"]?.string ?? ""
    var head = names.map { name in
      "\\fB" + escaped((name["kind"]?.string == "long" ? "--" : "-") + (name["name"]?.string ?? "")) + "\\fR"
    }.joined(separator: ", ")
    if argument["kind"]?.string == "positional" { head = "\\fI\(escaped(value))\\fR" }
    if argument["kind"]?.string == "option" { head += " \\fI\(escaped(value))\\fR" }
    var body = argument["abstract"]?.string ?? ""
    if let values = argument["allValues"]?.array, !values.isEmpty {
      body += " One of \(values.compactMap(\.string).joined(separator: ", "))."
    }
    if let standard = argument["defaultValue"]?.string { body += " (default: \(standard))" }
    return ".TP\n\(head)\n\(escaped(body))\n"
  }

  /// Indented lines stay as they are; the others are paragraphs.
  private func discussion(_ command: JSONValue) -> String {
    var text = ""
    var isVerbatim = false
    func verbatim(_ wanted: Bool) {
      if wanted != isVerbatim { text += wanted ? ".PP\n.nf\n" : ".fi\n.PP\n" }
      isVerbatim = wanted
    }
    for line in (command["discussion"]?.string ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty { continue }
      verbatim(line.hasPrefix("  "))
      text += escaped(String(line)) + "\n"
    }
    verbatim(false)
    return text
  }

  private func page(_ topic: HelpTopic) -> String {
    var text = ".SH \(topic.summary.prefix { $0 != ":" }.uppercased())\n"
    func items(_ list: [(String, String)]) -> String {
      list.map { ".TP\n\\fB\(escaped($0.0))\\fR\n\(escaped($0.1))\n" }.joined()
    }
    for part in topic.parts {
      switch part {
      case .heading(let heading): text += ".SS \(escaped(heading))\n"
      case .text(let paragraph): text += ".PP\n\(escaped(paragraph))\n"
      case .chains(let chains): text += items(chains.map { ($0.chain, $0.meaning) })
      case .terms(let terms): text += items(terms.map { ($0.term, $0.meaning) })
      case .commands(let lines): text += ".PP\n.nf\n" + lines.map { escaped($0) + "\n" }.joined() + ".fi\n"
      }
    }
    return text
  }

  /// Backslashes, hyphens that are to be copied, and lines that would be requests.
  private func escaped(_ text: String) -> String {
    var result = ""
    for (i, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if i > 0 { result += "\n" }
      if line.hasPrefix(".") || line.hasPrefix("'") { result += "\\&" }
      for character in line {
        switch character {
        case "\\": result += "\\e"
        case "-": result += "\\-"
        default: result.append(character)
        }
      }
    }
    return result
  }
}
