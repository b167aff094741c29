import Foundation
import Language
import Testing

@Suite struct RobustnessTests {
  /// Texts that are long or deep in one way each, and whether they are accepted. All are decided in well under a second.
  static let extremes: [(what: String, text: String, isAccepted: Bool)] = {
    func times(_ text: String, _ count: Int = 100_000) -> String { String(repeating: text, count: count) }
    return [
      ("opening brackets", times("("), false), ("closing brackets", times(")"), false),
      ("wrong closing brackets", times("f(a]|"), false), ("opening square brackets", times("["), false),
      ("matched brackets", times("(") + "a" + times(")"), false), ("calls", times("f("), false),
      ("closed calls", times("f(") + times(")"), false),
      ("minus signs", times("-"), false), ("signs before a value", times("-") + "1", false), ("nots", times("not "), false),
      ("plus signs", times("+") + "1", false), ("powers", "a" + times("^a"), false), ("signed powers", "a" + times("^-a"), false),
      ("terms", "a" + times("+a"), false), ("factors", "a" + times("*a"), false), ("ors", "a" + times(" or a"), false),
      ("comparisons", "a" + times("<a"), false), ("commas", times(","), false),
      ("empty arguments", "f(" + times(",") + ")", false),
      ("bars", times("|"), false), ("question marks", times("?"), false), ("NULs", times("\0"), false),
      ("emoji", times("😀"), false),
      ("quotes", times("'a", 99_999), false), ("backslashes", "'" + times("\\"), false),
      ("errors", "f(" + times("1 2,") + ")", false),
      ("recipes", times("@"), false), ("assignments", "f(" + times("a=") + ")", false),
      ("same names", "f(" + times("a=1,") + ")", false),
      ("combining marks", "a" + times("\u{301}") + "$", false), ("letters", times("a", 1_000_000), true),
      ("too many letters", times("a", 1_000_001), false),
      ("digits", times("1"), false), ("decimals", "0." + times("1"), true), ("stages", "a" + times("|a"), true),
      ("elements", "[" + times("a,") + "]", true),
      ("arguments", "f(" + times("a,") + ")", true), ("blanks", times(" ", 999_999) + "a", true),
      ("lines", times("\n", 999_999) + "a", true),
      ("comments", times("#\n") + "a", true), ("hyphens", "@a" + times("-a"), true),
      ("minus signs after a recipe", "@a" + times("-") + "a", false),
      ("strings", "[" + times("'a',") + "]", true), ("tildes", times("~"), false),
      ("names of arguments", "f(" + (0..<50_000).map { "a\($0)=1" }.joined(separator: ",") + ")", true),
      ("nested sums", times("(a+", 100) + "a" + times("+a+a+a+a+a)", 100), true),
      ("high nested sums", times("(", 120) + times("a" + times("+a", 500) + ")+", 120) + "a", false),
    ]
  }()

  /// No text is long or deep enough to crash the parser, the printer or the release of the tree, or to keep them busy.
  @Test(arguments: extremes.indices)
  func decidesQuickly(_ index: Int) throws {
    let (what, text, isAccepted) = Self.extremes[index]
    var accepted = false
    let seconds = processorSeconds {
      if let syntax = try? Parser.parse(text) {
        accepted = (try? Parser.parse(syntax.description))?.hasSameMeaning(as: syntax) ?? false
      } else {
        accepted = (complaint(text)?.utf8.count ?? 0) > 100_000
      }
    }
    #expect(accepted == isAccepted, "\(what)")
    #expect(seconds < Double(debugFactor), "\(what)")
  }

  /// What the limits allow fits on the small stacks of secondary threads.
  @Test func fitsOnASmallStack() async throws {
    func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    let deep = Limits.nesting
    let texts = [
      times("(", deep) + "a" + times(")", deep), times("f(", deep) + "a" + times(")", deep), times("-", deep) + "a",
      "a" + times("^a", deep),
      times("[", deep) + times("]", deep), "a" + times("+a", 999), times("(a + ", deep) + "a" + times(")", deep),
      times("f(x=a | -", deep / 2) + "a" + times(")", deep / 2), times("(a - ", deep) + "a" + times(" + a + a + a)", deep),
    ]
    let results: [Bool] = await withCheckedContinuation { continuation in
      let thread = Thread {
        continuation.resume(returning: texts.map { text in
          guard let syntax = try? Parser.parse(text) else { return false }
          _ = try? NumericExpression(syntax, variables: ["a"])
          return (try? Parser.parse(syntax.description))?.hasSameMeaning(as: syntax) ?? false
        })
      }
      thread.stackSize = 512 * 1024 * debugFactor
      thread.start()
    }
    #expect(results == texts.map { _ in true })
  }

  /// The limits are where they are said to be.
  @Test func limitsAreExact() {
    func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    #expect(complaint(times("-", Limits.nesting) + "a") == nil)
    #expect(complaint(times("-", Limits.nesting + 1) + "a")?.hasPrefix("error: more than 128 brackets, signs or powers") == true)
    #expect(complaint("a" + times("+a", Limits.height - 1)) == nil)
    #expect(complaint("a" + times("+a", Limits.height))?.hasPrefix("error: more than 1000 terms in one expression") == true)
    #expect(complaint(times(" ", Limits.length)) == "error: the text is empty\n  expected an expression")
    #expect(complaint(times(" ", Limits.length + 1))?.hasPrefix("error: the text is longer than 1000000 bytes") == true)
  }

  /// Random bytes, and real texts with random changes, end in a tree or in messages of a sane size.
  @Test func randomTextsNeverCrash() throws {
    var random = TestRandom(seed: 4)
    let seeds = [
      "split(ndim >= 2, true=orthogonalize, false=adam(0.9, 0.95) | mul(1/66)) # comment\n| ?lr=1e-3",
      "y ~ a*exp(-b*x) + c", "@sam-adam(lr=-0.5e-3, x=\"a\\\"b\\u{e9}\") | 'é' == [β1, x₁,]", "not (a or b) and -2^-x <= inf",
    ]
    let inserted = Array("()[]|,=?@\"'\\~+-*/^<>!&#\n\r\t .0e_a\u{0}é日👩‍🚀\u{301}\u{202E}−×“".utf8)
    var longest = 0
    for round in 0..<60_000 {
      var bytes: [UInt8]
      if round % 3 == 0 {
        bytes = (0..<random.below(40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      } else {
        bytes = Array(random.pick(seeds).utf8)
        for _ in 0..<1 + random.below(6) {
          let place = random.below(bytes.count + 1)
          switch random.below(4) {
          case 0: bytes.insert(random.pick(inserted), at: place)
          case 1 where place < bytes.count: bytes.remove(at: place)
          case 2 where place < bytes.count: bytes.replaceSubrange(place..<min(place + random.below(8), bytes.count), with: [])
          default:
            let piece = Array(random.pick(seeds).utf8)
            let start = random.below(piece.count)
            bytes.insert(contentsOf: piece[start..<min(start + random.below(12), piece.count)], at: place)
          }
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if let message = complaint(text, formula: round % 2 == 0) {
        longest = max(longest, message.utf8.count)
        for line in message.split(separator: "\n") { try #require(line.count <= 130, "\(text)") }
      }
    }
    #expect(longest < 20_000)
  }
}
