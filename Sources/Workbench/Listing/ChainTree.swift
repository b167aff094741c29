import Optimization

/// A chain as a tree: modules in order, the settings that differ from their defaults, and the chains inside.
public struct ChainTree {
  private let chain: Chain
  private let style: TextStyle

  public init(_ chain: Chain, style: TextStyle) {
    self.chain = chain
    self.style = style
  }

  public var text: String { style.bold(chain.text) + "\n" + branches(of: chain, margin: "") }

  private func branches(of chain: Chain, margin: String) -> String {
    var text = ""
    for (i, module) in chain.modules.enumerated() {
      let isLast = i == chain.modules.count - 1
      text += margin + (isLast ? "└─ " : "├─ ") + label(module) + "\n"
      text += slots(of: module, margin: margin + (isLast ? "   " : "│  "))
    }
    return text
  }

  /// The chains in a module's settings, each under the name of its setting.
  private func slots(of module: Module, margin: String) -> String {
    let children = module.members.children
    var text = ""
    for (i, (name, chain)) in children.enumerated() {
      let isLast = i == children.count - 1
      text += margin + (isLast ? "└─ " : "├─ ") + style.dim("\(name):") + "\n"
      text += branches(of: chain, margin: margin + (isLast ? "   " : "│  "))
    }
    return text
  }

  private func label(_ module: Module) -> String {
    let settings = changedSettings(of: module)
    return style.bold(module.name) + (settings.isEmpty ? "" : "  " + settings.map { "\($0.name)=\($0.text)" }.joined(separator: "  "))
  }
}

/// The settings without chains inside whose value is not the default, as the chain's text gives them.
func changedSettings(of module: Module) -> [(name: String, text: String)] {
  let defaults = type(of: module).init().members
  let members = module.members
  return zip(members.settingNames, members.settings).enumerated().compactMap { i, setting in
    guard setting.1.chains.isEmpty, setting.1.text != defaults.settings[i].text else { return nil }
    return (setting.0, setting.1.text)
  }
}
