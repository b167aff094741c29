// Simplification of elementwise operations at construction. What the rules promise:
//  - no rule turns a NaN into a number: x·0, 0/x, x − x stay (the transforms drop derivatives that are zero by structure);
//  - the sign of a zero may change;
//  - constant factors are gathered, so a product may round differently in its last bit.

extension Expression {
  static func simplified(_ f: Unary, _ x: Expression) -> Expression? {
    if let c = x.constantValue { return x.graph.constant(f(c)) }
    switch (f, x.node.operation) {
    case (.negate, .unary(.negate)): return x.operand(0)  // −(−x) = x
    case (.negate, .binary(.subtract)): return x.operand(1) - x.operand(0)  // −(x − y) = y − x
    case (.negate, .binary(.multiply)):
      if let c = x.operand(0).constantValue { return -c * x.operand(1) }  // −(c x) = (−c) x
      return nil
    case (.square, .unary(.negate)), (.square, .unary(.abs)): return square(x.operand(0))  // (−x)² = |x|² = x²
    case (.abs, .unary(.negate)): return abs(x.operand(0))  // |−x| = |x|
    case (.cos, .unary(.negate)): return cos(x.operand(0))  // cos(−x) = cos x
    case (.cosh, .unary(.negate)): return cosh(x.operand(0))  // cosh(−x) = cosh x
    case (.abs, .unary(.abs)), (.abs, .unary(.square)), (.abs, .unary(.exp)): return x  // |x| = x where x ≥ 0
    case (.relu, .unary(.relu)), (.floor, .unary(.floor)), (.sign, .unary(.sign)): return x  // idempotent
    case (.detach, .unary(.detach)), (.detach, .data): return x  // nothing to detach
    default: return nil
    }
  }

  static func simplified(_ f: Binary, _ a: Expression, _ b: Expression) -> Expression? {
    if let c = a.constantValue, let d = b.constantValue { return a.graph.constant(f(c, d)) }
    switch f {
    case .add: return simplifiedSum(a, b)
    case .subtract: return simplifiedDifference(a, b)
    case .multiply: return simplifiedProduct(a, b)
    case .divide: return simplifiedQuotient(a, b)
    case .power: return b.constantValue.flatMap { simplifiedPower(a, $0) }
    case .minimum, .maximum: return a == b ? a : nil  // max(x, x) = x
    default: return nil
    }
  }

  private static func simplifiedSum(_ a: Expression, _ b: Expression) -> Expression? {
    if a.constantValue == 0 { return b }  // 0 + x = x
    if a == b { return 2 * a }  // x + x = 2 x
    if let y = b.negated { return a - y }  // x + (−y) = x − y
    if let x = a.negated { return b - x }  // (−x) + y = y − x
    if let factored = factored(a, b, sign: 1) { return factored }
    if a.node.operation == .select, b.node.operation == .select, a.operand(0) == b.operand(0) {
      // select(c, x, 0) + select(c, 0, y) = select(c, x, y), the derivative of a selection
      if a.operand(2).isZero, b.operand(1).isZero { return select(a.operand(0), a.operand(1), b.operand(2)) }
      if a.operand(1).isZero, b.operand(2).isZero { return select(a.operand(0), b.operand(1), a.operand(2)) }
    }
    return nil
  }

  private static func simplifiedDifference(_ a: Expression, _ b: Expression) -> Expression? {
    if b.constantValue == 0 { return a }  // x − 0 = x
    if a.constantValue == 0 { return -b }  // 0 − x = −x
    if let y = b.negated { return a + y }  // x − (−y) = x + y
    return factored(a, b, sign: -1)
  }

  /// c x ± c y = c (x ± y), c x ± (−c) y = c (x ∓ y)
  private static func factored(_ a: Expression, _ b: Expression, sign: Double) -> Expression? {
    let ((c, x), (d, y)) = (a.scaled, b.scaled)
    if c == 1 || a.shape != b.shape { return nil }
    return c == sign * d ? c * (x + y) : c == -sign * d ? c * (x - y) : nil
  }

  private static func simplifiedProduct(_ a: Expression, _ b: Expression) -> Expression? {
    if a == b { return square(a) }  // x x = x²
    if let c = a.constantValue {
      if c == 1 { return b }  // 1 x = x
      if c == -1 { return -b }  // (−1) x = −x
      let (d, y) = b.scaled
      if d != 1, let e = product(c, d) { return e * y }  // c (d x) = (c d) x
      if b.node.operation == .binary(.multiply), b.shape != [], b.operand(0).shape == [] {
        return (c * b.operand(0)) * b.operand(1)  // c (s x) = (c s) x for a scalar s
      }
      return nil
    }
    // (c x) (d y) = (c d) (x y): constants move outwards, where they meet; but a scalar's constant stays with the scalar
    let (c, x) = a.shape == b.shape ? a.scaled : (1, a)
    let (d, y) = b.scaled
    if c != 1 || d != 1, let e = product(c, d) { return e * (x * y) }
    return nil
  }

  private static func simplifiedQuotient(_ a: Expression, _ b: Expression) -> Expression? {
    if a.constantValue == 1 { return reciprocal(b) }  // 1 / x
    if let d = b.constantValue {
      if d == 1 { return a }  // x / 1 = x
      if d.isNormal, d.significand == 1, (1 / d).isNormal { return (1 / d) * a }  // x / 2ᵏ = 2⁻ᵏ x
      let (c, x) = a.scaled
      if c != 1, (c / d).isNormal { return (c / d) * x }  // (c x) / d = (c/d) x
    }
    if let x = a.negated { return -(x / b) }  // (−x) / y = −(x / y)
    if let y = b.negated { return -(a / y) }  // x / (−y) = −(x / y)
    return nil
  }

  /// x^c by squares, products and roots where they are as accurate as the power.
  private static func simplifiedPower(_ x: Expression, _ c: Double) -> Expression? {
    switch c {
    case 0: return x.graph.constant(1).broadcast(to: x.shape)  // x⁰ = 1, for 0 and NaN too (IEEE 754)
    case 1: return x
    case 2: return square(x)
    case 3: return x * square(x)
    case 4: return square(square(x))
    case 5: return x * square(square(x))
    case 6: return square(x * square(x))
    case 8: return square(square(square(x)))
    case -1: return reciprocal(x)
    case -2: return reciprocal(square(x))
    case 0.5: return sqrt(x)
    case -0.5: return reciprocal(sqrt(x))
    default: return nil
    }
  }

  static func simplifiedSelect(_ c: Expression, _ a: Expression, _ b: Expression, _ shape: Shape) -> Expression? {
    if let value = c.constantValue { return (value != 0 ? a : b).broadcast(to: shape) }  // select(1, x, y) = x
    if a == b { return a.broadcast(to: shape) }  // select(c, x, x) = x
    return nil
  }

  /// y where this is −y.
  private var negated: Expression? { node.operation == .unary(.negate) ? operand(0) : nil }

  /// (c, x) where this is c x or −x, else (1, self).
  var scaled: (Double, Expression) {
    switch node.operation {
    case .unary(.negate): (-1, operand(0))
    case .binary(.multiply): operand(0).constantValue.map { ($0, operand(1)) } ?? (1, self)
    default: (1, self)
    }
  }

  /// c d, unless it leaves the numbers that keep full precision.
  private static func product(_ c: Double, _ d: Double) -> Double? { (c * d).isNormal ? c * d : nil }
}
