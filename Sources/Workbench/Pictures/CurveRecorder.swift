/// Keeps what curves of a run need, in some thousand rows however long it is.
public final class CurveRecorder: RunObserver {
  private var rows: [RunTrace.Row] = []
  private var stride = 1
  private static let capacity = 4000

  public init() {}

  public func nextStep(from step: Int) -> Int? {
    let (next, isBeyond) = ((step - 1) / stride).addingReportingOverflow(1)
    return step == 0 ? 0 : isBeyond ? nil : next.multipliedReportingOverflow(by: stride).partialValue
  }

  public func observe(_ record: StepRecord) {
    let counts = record.counts
    rows.append(
      RunTrace.Row(
        step: record.step, f: record.f, gradientNorm: record.gradientNorm ?? .nan,
        evaluations: counts.f + counts.g + counts.hvp + counts.jac, seconds: record.seconds, x: nil))
    if rows.count > CurveRecorder.capacity {
      stride *= 2
      rows.removeAll { $0.step % stride != 0 }
    }
  }

  /// The curves of the run so far.
  public func pictures(_ title: RunTitle, _ curves: CurvePictures = CurvePictures()) -> [Picture] {
    curves.pictures(of: [RunTrace(rows, title)])
  }
}

/// Pictures below each other, as high as the terminal allows.
public func terminalText(_ pictures: [Picture], style: TextStyle) -> String {
  let available = (style.lines ?? 25) - 1
  let lines = min(max(available / max(pictures.count, 1), 14), 36)
  return pictures.map { brailleText($0, columns: style.columns, lines: lines, style: style) }.joined(separator: "\n")
}
