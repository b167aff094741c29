/// How text for people looks: with colours on a terminal, plain elsewhere.
public struct TextStyle: Sendable {
  public let hasColour: Bool
  /// Columns of the terminal, or a page's width elsewhere.
  public let columns: Int
  /// Lines of the terminal, if it is one.
  public let lines: Int?

  public init(hasColour: Bool = false, columns: Int = 100, lines: Int? = nil) {
    self.hasColour = hasColour
    self.columns = columns
    self.lines = lines
  }

  private func wrapped(_ text: String, _ code: String) -> String { hasColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }

  public func bold(_ text: String) -> String { wrapped(text, "1") }
  public func dim(_ text: String) -> String { wrapped(text, "2") }

  /// One of six colours, as curves of a picture have.
  public func coloured(_ text: String, curve: Int) -> String { wrapped(text, ["36", "33", "35", "32", "34", "31"][curve % 6]) }

  /// The colour of a height between 0, low and blue, and 1, high and red.
  func height(_ text: String, _ height: Double) -> String {
    let colours = [27, 33, 38, 43, 77, 148, 220, 208, 196]
    return wrapped(text, "38;5;\(colours[min(max(Int(height * 9), 0), 8)])")
  }

  /// Green for a met criterion, yellow for a limit, red for a failure.
  func status(_ status: RunStatus) -> String {
    switch status {
    case .converged, .targetReached, .terminated: wrapped(status.rawValue, "1;32")
    case .diverged, .failed: wrapped(status.rawValue, "1;31")
    default: wrapped(status.rawValue, "1;33")
    }
  }
}
