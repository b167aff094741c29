import Glibc
import Language
import Numerics

/// Which norm: a number p, or one of the named measures of the reference.
public enum NormOrder: SettingValue, Sendable {
  case power(Double)
  /// The number of entries that are not zero.
  case nonzero
  /// mean |v|
  case meanAbsolute
  /// Standard deviation and variance with divisor n − 1.
  case deviation, variance
  /// The signed sum.
  case sum

  private static let names: [String: NormOrder] = [
    "mad": .meanAbsolute, "std": .deviation, "var": .variance, "sum": .sum,
    "l0": .nonzero, "l1": .power(1), "l2": .power(2), "l3": .power(3), "l4": .power(4), "linf": .power(.infinity),
  ]

  public static var typeName: String { "a number, inf, \"mad\", \"std\", \"var\", \"sum\", \"l0\" … \"l4\" or \"linf\"" }

  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> NormOrder {
    if let word = reader.word(syntax), let named = names[word.lowercased()] { return named }
    if let word = reader.word(syntax), case .string = syntax.kind {
      let near = nearestNames(to: word, in: names.keys.sorted()).first
      throw SettingError("expected \(typeName), found '\(word)'", hint: near.map { "did you mean '\($0)'?" })
    }
    let p = try reader.number(syntax)
    return p == 0 ? .nonzero : .power(p)
  }

  public var text: String {
    if case .power(let p) = self { return p.text }
    return NormOrder.names.first { $0.value.isSame(as: self) }.map { "\"\($0.key)\"" } ?? "0"
  }

  private func isSame(as other: NormOrder) -> Bool {
    switch (self, other) {
    case (.power(let a), .power(let b)): a == b
    case (.nonzero, .nonzero), (.meanAbsolute, .meanAbsolute), (.deviation, .deviation), (.variance, .variance), (.sum, .sum): true
    default: false
    }
  }

  /// The measure of n entries.
  public func callAsFunction(_ v: UnsafePointer<Double>, _ n: Int) -> Double {
    var total = 0.0
    switch self {
    case .power(2):
      for i in 0..<n { total += v[i] * v[i] }
      return total.squareRoot()
    case .power(1):
      for i in 0..<n { total += abs(v[i]) }
      return total
    case .power(.infinity):
      for i in 0..<n { total = v[i].isNaN ? .nan : max(total, abs(v[i])) }
      return total
    case .power(-.infinity):
      total = .infinity
      for i in 0..<n { total = min(total, abs(v[i])) }
      return total
    case .power(let p):
      for i in 0..<n { total += Glibc.pow(abs(v[i]), p) }
      return Glibc.pow(total, 1 / p)
    case .nonzero:
      for i in 0..<n where v[i] != 0 { total += 1 }
      return total
    case .meanAbsolute:
      for i in 0..<n { total += abs(v[i]) }
      return total / Double(n)
    case .sum:
      for i in 0..<n { total += v[i] }
      return total
    case .deviation: return variance(v, n).squareRoot()
    case .variance: return variance(v, n)
    }
  }

  private func variance(_ v: UnsafePointer<Double>, _ n: Int) -> Double {
    var mean = 0.0, total = 0.0
    for i in 0..<n { mean += v[i] }
    mean /= Double(n)
    for i in 0..<n { total += (v[i] - mean) * (v[i] - mean) }
    return total / Double(n - 1)
  }

  /// Of all entries of a vector.
  public func callAsFunction(_ v: Vector) -> Double {
    if case .power(2) = self { return v.norm2 }
    return self(v.base, v.count)
  }

  /// Of one tensor.
  public func callAsFunction(_ v: Vector, _ segment: Segment) -> Double { self(v.base + segment.offset, segment.count) }
}
