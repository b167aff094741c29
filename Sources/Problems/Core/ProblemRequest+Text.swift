import Autograd
import Language
import Numerics

// The line of words that means a request.

extension ProblemRequest {
  /// Reads `rosenbrock dim=10 rotate`, `Problems/iris.csv target=species model=softmax l2=0.1`, `"x^2 + y^2" start=x=1,y=2` or
  /// `"command=./simulate --fast" dim=3`.
  ///
  /// - Throws: an unknown option with the nearest, or a value that is none. Whether the subject exists is found by `problem()`.
  public init(reading text: String) throws(ProblemError) {
    let words = try splitWords(text)
    guard let first = words.first else {
      throw ProblemError(.invalid, "no problem is named", hint: "write a name such as rosenbrock, a CSV file, or a formula in quotes")
    }
    if first.hasPrefix(ProblemRequest.commandMark) {
      self.init(.command(String(first.dropFirst(ProblemRequest.commandMark.count))))
    } else if !first.hasSuffix(".csv"), Catalogue.declaration(first) == nil,
      words.dropFirst().contains(where: { $0.hasPrefix("start=") && $0.dropFirst(6).contains("=") })
    {
      // Only the variables of a formula have names: 1/x is a quotient then, and no path.
      self.init(.formula(first, start: []))
    } else if ProblemRequest.isPath(first) {
      self.init(.data(path: first, DataOptions()))
    } else if first.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) {
      self.init(.builtIn(first))
    } else {
      self.init(.formula(first, start: []))
    }
    for word in words.dropFirst() { try read(option: word) }
  }

  /// The options in the order in which they are printed.
  static let options: [RequestOption] = [
    .number("dim", \.dimension), .number("condition", \.condition), .type, .seed, .x0, .startScale, .start, .batch, .timeout,
  ] + RequestOption.lenses + RequestOption.data

  /// What a first word that is a command begins with.
  static let commandMark = "command="

  /// The names of all options, for completion.
  public static var optionNames: [String] { options.map(\.name) }

  private mutating func read(option word: String) throws(ProblemError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = parts[0] == "n" ? "dim" : parts[0]
    let known = ProblemRequest.options
    guard let option = known.first(where: { $0.name == name }) else {
      let names = known.map(\.name)
      throw ProblemError(
        .invalid, "a problem has no option '\(parts[0])'", hint: didYouMean(name, in: names) ?? "options: \(names.joined(separator: ", "))")
    }
    guard option.read(&self, parts.count > 1 ? parts[1] : "true") else {
      throw ProblemError(.invalid, "'\(word)' is no \(option.name) that this problem takes", hint: "write \(option.example)")
    }
  }

  /// The subject, and each option that is not at its default.
  public var text: String {
    var words: [String]
    switch subject {
    case .builtIn(let name): words = [name]
    case .data(let path, _): words = [path]
    case .formula(let text, _): words = [text]
    case .command(let command): words = [ProblemRequest.commandMark + command]
    }
    for option in ProblemRequest.options {
      if let value = option.text(self) { words.append(value == "true" ? option.name : "\(option.name)=\(value)") }
    }
    return words.map(quotedWord).joined(separator: " ")
  }
}

/// One option of a request: how it is read and printed.
struct RequestOption: Sendable {
  let name: String
  let example: String
  /// False where the text is no value of this option.
  let read: @Sendable (inout ProblemRequest, String) -> Bool
  /// nil where the option is at its default.
  let text: @Sendable (ProblemRequest) -> String?
}

extension RequestOption {
  static func number(_ name: String, _ path: any WritableKeyPath<ProblemRequest, Int?> & Sendable) -> RequestOption {
    RequestOption(
      name: name, example: "\(name)=10",
      read: { request, text in
        guard let value = Int(text), value >= 1 else { return false }
        request[keyPath: path] = value
        return true
      },
      text: { $0[keyPath: path].map(String.init) })
  }

  static func number(_ name: String, _ path: any WritableKeyPath<ProblemRequest, Double?> & Sendable) -> RequestOption {
    RequestOption(
      name: name, example: "\(name)=0.5",
      read: { request, text in
        guard let value = number(text) else { return false }
        request[keyPath: path] = value
        return true
      },
      text: { $0[keyPath: path].map { canonicalText(of: $0) } })
  }

  static let type = RequestOption(
    name: "dtype", example: "dtype=float32",
    read: { request, text in
      guard text == "float32" || text == "float64" else { return false }
      request.type = text == "float32" ? .float32 : .float64
      return true
    },
    text: { $0.type == .float32 ? "float32" : nil })

  static let seed = RequestOption(
    name: "seed", example: "seed=1",
    read: { request, text in
      guard let value = UInt64(text) else { return false }
      request.seed = value
      return true
    },
    text: { $0.seed == 0 ? nil : "\($0.seed)" })

  static let x0 = RequestOption(
    name: "x0", example: "x0=-1.2,1",
    read: { request, text in
      let values = text.split(separator: ",", omittingEmptySubsequences: false).map { number(String($0)) }
      guard values.allSatisfy({ $0 != nil }) else { return false }
      request.start = values.compactMap { $0 }
      return true
    },
    text: { $0.start.map { $0.map { canonicalText(of: $0) }.joined(separator: ",") } })

  static let startScale = RequestOption(
    name: "start-scale", example: "start-scale=10",
    read: { request, text in
      guard let value = number(text) else { return false }
      request.startScale = value
      return true
    },
    text: { $0.startScale == 1 ? nil : canonicalText(of: $0.startScale) })

  static let start = RequestOption(
    name: "start", example: "start=x=1,y=2",
    read: { request, text in
      guard case .formula(let formula, _) = request.subject else { return false }
      var values: [(name: String, value: Double)] = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
        guard sides.count == 2, let value = number(sides[1]) else { return false }
        values.append((sides[0].filter { $0 != " " }, value))
      }
      request.subject = .formula(formula, start: values)
      return true
    },
    text: { request in
      guard case .formula(_, let start) = request.subject else { return nil }
      return start.map { "\($0.name)=\(canonicalText(of: $0.value))" }.joined(separator: ",")
    })

  /// A finite number, or arithmetic on numbers such as 1/66.
  static func number(_ text: String) -> Double? {
    if let value = Double(text) { return value.isFinite ? value : nil }
    guard let syntax = try? Parser.parse(text) else { return nil }
    let value = (try? NumericExpression(syntax, variables: [], source: text))?.constantValue
    return value.flatMap { $0.isFinite ? $0 : nil }
  }
}
