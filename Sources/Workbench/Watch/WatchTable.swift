import Optimization

/// What the stages of a chain did to the update in a step, as lines below the step's row.
struct WatchTable {
  private static let margin = "      "
  private static let nameWidth = 18, normWidth = 10, width = 8
  /// What came in is what the stage before handed on: left out first where there is little room.
  private let showsIncoming: Bool

  init(columns: Int) {
    showsIncoming = columns >= WatchTable.margin.count + WatchTable.nameWidth + 2 * WatchTable.normWidth + 3 * WatchTable.width
  }

  var header: String {
    line("stage", "|in|", "|out|", "cos(g)", "flipped", "changed")
  }

  /// A line a stage; none where nothing was watched.
  func lines(_ stages: [StageMeasure]) -> String {
    stages.enumerated().map { i, stage in
      line(
        "\(i + 1) \(stage.module)", number(stage.normIn, "%.3e"), number(stage.normOut, "%.3e"), number(stage.cosine, "%.4f"),
        number(stage.flipped.map { 100 * $0 }, "%.3g%%"), number(stage.changed.map { 100 * $0 }, "%.3g%%")) + "\n"
    }.joined()
  }

  private func line(_ name: String, _ incoming: String, _ outgoing: String, _ cosine: String, _ flipped: String, _ changed: String) -> String {
    // A name may be long; its number says which stage it is.
    let shown = name.count < WatchTable.nameWidth ? name : name.prefix(WatchTable.nameWidth - 2) + "…"
    let norms = (showsIncoming ? incoming.leftPadded(to: WatchTable.normWidth) : "") + outgoing.leftPadded(to: WatchTable.normWidth)
    let shares = [cosine, flipped, changed].map { $0.leftPadded(to: WatchTable.width) }.joined()
    return WatchTable.margin + shown.rightPadded(to: WatchTable.nameWidth) + norms + shares
  }

  private func number(_ value: Double?, _ format: String) -> String { value.map { formatted(format, $0) } ?? "-" }
}

extension JSONText {
  /// `[{"module":"adam","in":…,"out":…,"cos":…,"flipped":…,"changed":…}]`
  public mutating func stages(_ stages: [StageMeasure]) {
    array { json in
      for stage in stages {
        json.object { json in
          json.key("module")
          json.string(stage.module)
          for (name, value) in [
            ("in", stage.normIn), ("out", stage.normOut), ("cos", stage.cosine), ("flipped", stage.flipped), ("changed", stage.changed),
          ] {
            json.key(name)
            json.number(value ?? .nan)
          }
        }
      }
    }
  }
}
