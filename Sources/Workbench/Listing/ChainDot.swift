import Optimization

/// A chain as a Graphviz digraph: solid edges in the order of the steps, a box around each inner chain, a dashed edge into it.
public struct ChainDot {
  private var lines: [String] = []
  private var nodes = 0
  private var clusters = 0

  public static func text(_ chain: Chain) -> String {
    var dot = ChainDot()
    dot.lines = [
      "digraph chain {", "  rankdir=LR;", "  compound=true;", "  label=\(quoted(chain.text));",
      "  node [shape=box, style=rounded, fontname=\"Helvetica\"];", "  edge [fontname=\"Helvetica\"];",
    ]
    _ = dot.add(chain, margin: "  ")
    return dot.lines.joined(separator: "\n") + "\n}\n"
  }

  /// Adds the modules of a chain; the number of the first node, if there is one.
  private mutating func add(_ chain: Chain, margin: String) -> Int? {
    var first: Int?
    var last: Int?
    for module in chain.modules {
      let node = nodes
      nodes += 1
      let slots = slots(of: module)
      var settings = changedSettings(of: module).map { "\($0.name)=\($0.text)" }
      for slot in slots { if case .number(let number) = slot.content { settings.append("\(slot.name)=\(number)") } }
      lines.append("\(margin)n\(node) [label=\(Self.quoted(([module.name] + settings).joined(separator: "\n")))];")
      if let last { lines.append("\(margin)n\(last) -> n\(node);") }
      for slot in slots { if case .chain(let child) = slot.content { addSlot(slot.name, child, of: node, margin: margin) } }
      first = first ?? node
      last = node
    }
    return first
  }

  private mutating func addSlot(_ name: String, _ chain: Chain, of node: Int, margin: String) {
    let cluster = clusters
    clusters += 1
    lines.append("\(margin)subgraph cluster_\(cluster) {")
    lines.append("\(margin)  label=\(Self.quoted(name)); color=gray;")
    let first = add(chain, margin: margin + "  ")
    lines.append("\(margin)}")
    if let first { lines.append("\(margin)n\(node) -> n\(first) [style=dashed, lhead=cluster_\(cluster)];") }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result + "\""
  }
}
