extension Syntax {
  /// The parts directly below, in the order of the text.
  public var children: [Syntax] {
    switch kind {
    case .number, .string, .name, .hole: []
    case .call(_, _, let arguments), .recipe(_, _, let arguments): arguments.map(\.value)
    case .list(let elements), .pipe(let elements): elements
    case .unary(_, let operand): [operand]
    case .binary(_, let left, let right), .formula(let left, let right): [left, right]
    }
  }

  /// The tree with parts replaced, from the leaves up: `change` sees each node with its parts already changed.
  public func mapped<Failure: Error>(_ change: (Syntax) throws(Failure) -> Syntax) throws(Failure) -> Syntax {
    func changed(_ elements: [Syntax]) throws(Failure) -> [Syntax] {
      var result: [Syntax] = []
      result.reserveCapacity(elements.count)
      for element in elements { result.append(try element.mapped(change)) }
      return result
    }
    func changed(_ arguments: [Argument]) throws(Failure) -> [Argument] {
      var result = arguments
      for index in result.indices { result[index].value = try result[index].value.mapped(change) }
      return result
    }
    var copy = self
    switch kind {
    case .number, .string, .name, .hole: break
    case .call(let name, let place, let arguments):
      copy.kind = .call(name, nameRange: place, try changed(arguments))
    case .recipe(let name, let place, let arguments):
      copy.kind = .recipe(name, nameRange: place, try changed(arguments))
    case .list(let elements): copy.kind = .list(try changed(elements))
    case .pipe(let stages): copy.kind = .pipe(try changed(stages))
    case .unary(let operation, let operand): copy.kind = .unary(operation, try operand.mapped(change))
    case .binary(let operation, let left, let right):
      copy.kind = .binary(operation, try left.mapped(change), try right.mapped(change))
    case .formula(let response, let expression):
      copy.kind = .formula(response: try response.mapped(change), try expression.mapped(change))
    }
    return try change(copy)
  }

  /// Calls `body` for every node, each before its parts.
  public func forEach(_ body: (Syntax) -> Void) {
    body(self)
    for child in children { child.forEach(body) }
  }
}

extension Syntax.Kind {
  /// The syntax of any double: a negative number is a sign before a number; infinities and NaN are words.
  public static func value(_ value: Double) -> Syntax.Kind {
    if value.isNaN { return .name(Word.nan.rawValue) }
    let size = value.magnitude
    let kind: Syntax.Kind = size.isInfinite ? .name(Word.inf.rawValue) : .number(size, text: canonicalText(of: size))
    return value.sign == .minus ? .unary(.negate, Syntax(kind: kind, range: 0..<0)) : kind
  }
}

/// The shortest text that reads back as the same double: `1`, `0.01`, `1e-5`, `-inf`, `nan`.
public func canonicalText(of value: Double) -> String {
  if value.isNaN { return Word.nan.rawValue }
  var text = value.description
  if text.hasSuffix(".0") { text.removeLast(2) }
  guard let mark = text.firstIndex(of: "e") else { return text }
  var mantissa = text[..<mark]
  if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
  guard let exponent = Int(text[text.index(after: mark)...]) else { return text }
  return "\(mantissa)e\(exponent)"
}
