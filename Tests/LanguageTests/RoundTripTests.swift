import Language
import Testing

/// Random trees of every kind.
struct TreeMaker {
  var random: TestRandom

  static let names = ["adam", "x", "Lion", "a_init", "β1", "x₁", "größe", "e", "e3", "inf2", "notable", "_", "t", "true",
  "none", "pi"]
  static let characters: [Character] = ["a", " ", "\"", "'", "\\", "\n", "\t", "\0", "\u{7F}", "é", "e\u{301}", "日", "👩‍🚀",
  "#", "|", "\r\n", "{"]

  mutating func tree(_ depth: Int) -> Syntax { Syntax(kind: kind(depth), range: 0..<0) }

  private mutating func kind(_ depth: Int) -> Syntax.Kind {
    switch depth == 0 ? random.below(5) : random.below(14) {
    case 0: return .number(0, text: "0").withValue(magnitude())
    case 1: return .string(String((0..<random.below(6)).map { _ in random.pick(Self.characters) }))
    case 2, 3: return .name(random.pick(Self.names))
    case 4:
      let signed = random.below(2) == 0 ? magnitude() : -magnitude()
      return .hole(random.pick(Self.names), default: random.pick([nil, signed, signed, .infinity, -.infinity, .nan]))
    case 5: return .call(random.pick(Self.names), nameRange: 0..<0, arguments(depth - 1))
    case 6: return .recipe(random.pick(Self.names + ["sam-adam", "a-b-c"]), nameRange: 0..<0, arguments(depth - 1))
    case 7: return .list(trees(depth - 1, atLeast: 0))
    case 8: return .pipe(trees(depth - 1, atLeast: 2))
    case 9: return .unary(random.pick(UnaryOperator.allCases), tree(depth - 1))
    default: return .binary(random.pick(BinaryOperator.allCases), tree(depth - 1), tree(depth - 1))
    }
  }

  /// Short decimal numbers, integers, and numbers of any bits.
  private mutating func magnitude() -> Double {
    switch random.below(4) {
    case 0: return Double(random.below(100))
    case 1: return Double(random.below(10_000)) / 1000
    default:
      let value = Double(bitPattern: random.next() >> 1)
      return value.isFinite ? value : 7
    }
  }

  private mutating func trees(_ depth: Int, atLeast least: Int) -> [Syntax] {
    (0..<least + random.below(3)).map { _ in tree(depth) }
  }

  private mutating func arguments(_ depth: Int) -> [Argument] {
    var arguments = trees(depth, atLeast: 0).map { Argument(value: $0) }
    for name in ["c2", "true", "max", "Ä"] where random.below(4) == 0 {
      arguments.append(Argument(name: name, nameRange: 0..<0, value: tree(depth)))
    }
    return arguments
  }
}

extension Syntax.Kind {
  fileprivate func withValue(_ value: Double) -> Syntax.Kind { .number(value, text: canonicalText(of: value)) }
}

@Suite struct RoundTripTests {
  /// Reading what was printed gives the same tree: a bracket too few anywhere in the printer would show here.
  @Test func parseUndoesPrint() throws {
    var maker = TreeMaker(random: TestRandom(seed: 1))
    for index in 0..<10_000 {
      let tree = maker.tree(1 + index % 6)
      let text = tree.description
      let again = try Parser.parse(text)
      try #require(again.hasSameMeaning(as: tree), "\(text) came back as \(again)")
      try #require(again.description == text)
    }
  }

  /// No pair of brackets that the printer writes could be left out.
  @Test func bracketsAreMinimal() throws {
    var maker = TreeMaker(random: TestRandom(seed: 2))
    var pairs = 0
    for _ in 0..<1500 {
      let tree = maker.tree(3)
      let text = Array(tree.description)
      for (opening, closing) in groupingBrackets(text) {
        var without = text
        without.remove(at: closing)
        without.remove(at: opening)
        // A blank keeps `not(a)` from becoming `nota`.
        let shorter = String(without[..<opening]) + " " + String(without[opening...])
        let isSame = (try? Parser.parse(shorter))?.hasSameMeaning(as: tree) ?? false
        try #require(!isSame, "\(tree) could be \(shorter)")
        pairs += 1
      }
    }
    #expect(pairs > 500)
  }

  /// The places of the brackets that group, in a canonical text: those that no name stands before.
  private func groupingBrackets(_ text: [Character]) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    var open: [(Int, Bool)] = []
    var isInString = false
    var index = 0
    while index < text.count {
      let character = text[index]
      if isInString {
        if character == "\\" { index += 1 } else if character == "\"" { isInString = false }
      } else if character == "\"" {
        isInString = true
      } else if character == "(" {
        let before = index > 0 ? text[index - 1] : " "
        open.append((index, !(before.isLetter || before.isNumber || before == "_")))
      } else if character == ")", let (start, groups) = open.popLast(), groups {
        pairs.append((start, index))
      }
      index += 1
    }
    return pairs
  }

  /// Texts put together from random tokens: whatever is accepted prints as something that reads the same.
  @Test func acceptedTextsKeepTheirMeaning() throws {
    let pieces = [
      "a", "b", "f(", "g (", "(", "(", ")", ")", ")", "[", "]", "|", ",", "x=", "+", "-", "-", "*", "/", "^", "<", ">=", "==",
      "and", "or",
      "not", "1", "2.5", "'s'", "?h", "?h=2", "@r", "@r(", "# c\n", "true", "inf", "\n",
    ]
    var random = TestRandom(seed: 3)
    var accepted = 0
    for _ in 0..<200_000 {
      let text = (0..<1 + random.below(9)).map { _ in random.pick(pieces) }.joined(separator: " ")
      guard let syntax = try? Parser.parse(text) else { continue }
      accepted += 1
      let again = try Parser.parse(syntax.description)
      try #require(again.hasSameMeaning(as: syntax), "\(text) printed as \(syntax)")
    }
    #expect(accepted > 2000)
  }
}
