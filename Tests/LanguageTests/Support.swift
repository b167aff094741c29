import Foundation
import Language

/// What the parser says about a text that it refuses, or nil if it accepts it.
func complaint(_ text: String, formula: Bool = false) -> String? {
  do throws(Diagnostics) {
    _ = try formula ? Parser.parseFormula(text) : Parser.parse(text)
    return nil
  } catch {
    return error.rendered
  }
}

/// What is wrong with a text as arithmetic, or nil if nothing is.
func numericComplaint(_ text: String, variables: [String], schedules: Bool = false) -> String? {
  do throws(Diagnostics) {
    _ = try NumericExpression(parsing: text, variables: variables, schedules: schedules)
    return nil
  } catch {
    return error.rendered
  }
}

/// The pieces of a text between its blank lines.
func blocks(_ text: String) -> [String] {
  var blocks: [String] = [""]
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if line.isEmpty { blocks.append("") } else { blocks[blocks.count - 1] += (blocks.last == "" ? "" : "\n") + line }
  }
  return blocks
}

/// The text that a rendering shows: its second line without the indentation.
func source(of rendering: String) -> String {
  String(rendering.split(separator: "\n")[1].dropFirst(2))
}

/// Seconds of this thread's processor time, so that a busy machine does not fail a test.
func processorSeconds(_ body: () throws -> Void) rethrows -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
  let start = now()
  try body()
  return now() - start
}

/// How many times more stack and time code takes that was built without optimization.
#if DEBUG
  let debugFactor = 10
#else
  let debugFactor = 1
#endif

/// SplitMix64 (Steele, Lea and Flood 2014): seeded, so that a failure can be repeated.
struct TestRandom: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  mutating func pick<T>(_ elements: [T]) -> T { elements[below(elements.count)] }
}

extension Syntax {
  /// The tree with every operation in brackets, so that a test can see how a text was grouped.
  var grouped: String {
    switch kind {
    case .unary(let operation, let operand): "(\(operation.rawValue) \(operand.grouped))"
    case .binary(let operation, let left, let right): "(\(left.grouped) \(operation.rawValue) \(right.grouped))"
    case .pipe(let stages): "{" + stages.map(\.grouped).joined(separator: " | ") + "}"
    case .list(let elements): "[" + elements.map(\.grouped).joined(separator: ", ") + "]"
    case .call(let name, _, let arguments):
      name + "<" + arguments.map { ($0.name.map { $0 + "=" } ?? "") + $0.value.grouped }.joined(separator: ", ") + ">"
    case .formula(let response, let expression): "\(response.grouped) ~ \(expression.grouped)"
    default: description
    }
  }
}
