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
      text += branches(of: module, margin: margin + (isLast ? "   " : "│  "))
    }
    return text
  }

  /// The chains in a module's settings, each under the name of its setting, and the numbers beside them in a list.
  private func branches(of module: Module, margin: String) -> String {
    let slots = slots(of: module)
    var text = ""
    for (i, slot) in slots.enumerated() {
      let isLast = i == slots.count - 1
      text += margin + (isLast ? "└─ " : "├─ ")
      switch slot.content {
      case .number(let number): text += style.dim("\(slot.name):") + " \(number)\n"
      case .chain(let chain):
        text += style.dim("\(slot.name):") + "\n" + branches(of: chain, margin: margin + (isLast ? "   " : "│  "))
      }
    }
    return text
  }

  private func label(_ module: Module) -> String {
    let settings = changedSettings(of: module)
    return style.bold(module.name) + (settings.isEmpty ? "" : "  " + settings.map { "\($0.name)=\($0.text)" }.joined(separator: "  "))
  }
}

/// A place of a module that another chain, or a number, fills.
struct Slot {
  enum Content {
    case chain(Chain)
    case number(String)
  }
  let name: String
  let content: Content
}

/// The inner chains of a module in the order of its settings.
func slots(of module: Module) -> [Slot] {
  var slots: [Slot] = []
  for (name, setting) in zip(module.members.settingNames, module.members.settings) where !setting.chains.isEmpty {
    if let operands = (setting as? Setting<[Operand]>)?.wrappedValue {
      for (i, operand) in operands.enumerated() {
        if case .chain(let chain) = operand {
          slots.append(Slot(name: "\(name)[\(i)]", content: .chain(chain)))
        } else {
          slots.append(Slot(name: "\(name)[\(i)]", content: .number(operand.text)))
        }
      }
    } else {
      for (i, chain) in setting.chains.enumerated() {
        slots.append(Slot(name: setting.chains.count > 1 ? "\(name)[\(i)]" : name, content: .chain(chain)))
      }
    }
  }
  return slots
}

/// The settings without chains inside that are required or not at their default, as the chain's text gives them.
func changedSettings(of module: Module) -> [(name: String, text: String)] {
  let defaults = type(of: module).init().members
  let members = module.members
  return zip(members.settingNames, members.settings).enumerated().compactMap { i, setting in
    guard setting.1.chains.isEmpty, setting.1.isRequired || setting.1.text != defaults.settings[i].text else { return nil }
    return (setting.0, setting.1.text)
  }
}
