import Synchronization
import Workbench

/// The line on stderr that shows where a comparison stands, if that is a terminal.
final class DisplayLine: Sendable {
  private let display: Mutex<ComparisonDisplay>?

  init() {
    let isTerminal = ByteSink(descriptor: 2).isTerminal
    display = isTerminal ? Mutex(ComparisonDisplay(columns: Terminal.style(of: 2).columns)) : nil
  }

  func show(_ progress: ComparisonProgress) { display?.withLock { $0.show(progress) } }
  func clear() { display?.withLock { $0.clear() } }
}
