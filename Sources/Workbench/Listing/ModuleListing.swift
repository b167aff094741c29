import Language
import Optimization

/// What `tzopt modules` prints, from the declarations alone.
public struct ModuleListing {
  private let registry: Registry
  private let style: TextStyle

  public init(_ registry: Registry = .standard, style: TextStyle) {
    self.registry = registry
    self.style = style
  }

  /// All modules by family, a line or more each.
  public var all: String {
    var parts: [String] = []
    let declarations = registry.types.map(\.declaration)
    let widest = declarations.map(\.name.count).max() ?? 0
    for family in Family.allCases {
      let members = declarations.filter { $0.family == family }
      if members.isEmpty { continue }
      let items = members.map { (name: $0.name.rightPadded(to: min(widest, 28)), text: $0.summary) }
      parts.append(style.bold(family.rawValue) + "\n" + definitionList(items, indentation: 2, columns: style.columns))
    }
    return parts.joined(separator: "\n")
  }

  /// One name a line.
  public var names: String { registry.names.map { $0 + "\n" }.joined() }

  /// One module: summary, rule, parameters, source. nil for an unknown name.
  public func page(_ name: String) -> String? {
    guard let type = registry[name] else { return nil }
    let declaration = type.declaration
    var text = style.bold(declaration.name) + style.dim("  (\(declaration.family.rawValue))") + "\n\n"
    text += wrapped(declaration.summary, width: style.columns - 2).map { "  \($0)\n" }.joined()
    if !declaration.rule.isEmpty {
      text += "\n" + style.bold("update rule") + "\n"
      for line in declaration.rule.split(separator: "\n", omittingEmptySubsequences: false) { text += "  \(line)\n" }
    }
    text += "\n" + style.bold("parameters") + "\n" + parameters(of: type.init())
    let needs = type.init().requires.names
    if !needs.isEmpty { text += "\n" + style.bold("needs") + "\n  " + needs.joined(separator: ", ") + "\n" }
    if !declaration.source.isEmpty {
      text += "\n" + style.bold("reference") + "\n"
      text += wrapped(declaration.source, width: style.columns - 2).map { "  \($0)\n" }.joined()
    }
    return text
  }

  /// Name and default on the left; type, range and meaning on the right.
  private func parameters(of module: Module) -> String {
    let members = module.members
    if members.settings.isEmpty { return "  none\n" }
    let items = zip(members.settingNames, members.settings).map { name, setting -> (name: String, text: String) in
      var type = setting.typeName
      if let range = setting.rangeText, range != "any" { type += ", \(range)" }
      return (setting.isRequired ? "\(name) (required)" : "\(name) = \(setting.text)", "\(setting.summary) (\(type))")
    }
    return definitionList(items, indentation: 2, columns: style.columns)
  }

  /// The message for a name that is no module's.
  public func unknown(_ name: String) -> String {
    let hint = didYouMean(name, in: registry.names) ?? "tzopt modules lists them all"
    return "unknown module '\(name)'\n  \(hint)"
  }
}
