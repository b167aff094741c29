import Optimization

/// What the stages of a chain did to the update in a step, as lines below the step's row.
enum WatchTable {
  private static let nameWidth = 22

  static let header =
    "          " + "stage".rightPadded(to: nameWidth) + "|in|".leftPadded(to: 12) + "|out|".leftPadded(to: 12) + "cos(g)".leftPadded(to: 9)
    + "flipped".leftPadded(to: 9) + "changed".leftPadded(to: 9)

  /// A line a stage; none where nothing was watched.
  static func lines(_ stages: [StageMeasure]) -> String {
    stages.enumerated().map { i, stage in
      "          " + "\(i + 1) \(stage.module)".rightPadded(to: nameWidth) + number(stage.normIn, "%.4e", 12) + number(stage.normOut, "%.4e", 12)
        + number(stage.cosine, "%.4f", 9) + share(stage.flipped) + share(stage.changed) + "\n"
    }.joined()
  }

  private static func number(_ value: Double?, _ format: String, _ width: Int) -> String {
    (value.map { formatted(format, $0) } ?? "-").leftPadded(to: width)
  }

  private static func share(_ value: Double?) -> String {
    (value.map { formatted("%.3g%%", 100 * $0) } ?? "-").leftPadded(to: 9)
  }
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
