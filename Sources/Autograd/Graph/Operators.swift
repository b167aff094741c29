// Arithmetic and comparisons, entry by entry, with NumPy's broadcasting.

extension Expression {
  public static prefix func - (x: Expression) -> Expression { apply(.negate, x) }
  public static prefix func + (x: Expression) -> Expression { x }

  public static func + (a: Expression, b: Expression) -> Expression { apply(.add, a, b) }
  public static func - (a: Expression, b: Expression) -> Expression { apply(.subtract, a, b) }
  public static func * (a: Expression, b: Expression) -> Expression { apply(.multiply, a, b) }
  public static func / (a: Expression, b: Expression) -> Expression { apply(.divide, a, b) }

  public static func + (a: Expression, b: Double) -> Expression { a + a.graph.constant(b) }
  public static func - (a: Expression, b: Double) -> Expression { a - a.graph.constant(b) }
  public static func * (a: Expression, b: Double) -> Expression { a * a.graph.constant(b) }
  public static func / (a: Expression, b: Double) -> Expression { a / a.graph.constant(b) }

  public static func + (a: Double, b: Expression) -> Expression { b.graph.constant(a) + b }
  public static func - (a: Double, b: Expression) -> Expression { b.graph.constant(a) - b }
  public static func * (a: Double, b: Expression) -> Expression { b.graph.constant(a) * b }
  public static func / (a: Double, b: Expression) -> Expression { b.graph.constant(a) / b }

  public static func += (a: inout Expression, b: Expression) { a = a + b }
  public static func -= (a: inout Expression, b: Expression) { a = a - b }
  public static func *= (a: inout Expression, b: Expression) { a = a * b }
  public static func /= (a: inout Expression, b: Expression) { a = a / b }
}

/// Comparisons give 1 where they hold, else 0; their derivative is zero.
extension Expression {
  public static func .< (a: Expression, b: Expression) -> Expression { apply(.less, a, b) }
  public static func .<= (a: Expression, b: Expression) -> Expression { apply(.lessOrEqual, a, b) }
  public static func .> (a: Expression, b: Expression) -> Expression { apply(.greater, a, b) }
  public static func .>= (a: Expression, b: Expression) -> Expression { apply(.greaterOrEqual, a, b) }
  public static func .== (a: Expression, b: Expression) -> Expression { apply(.equal, a, b) }
  public static func .!= (a: Expression, b: Expression) -> Expression { apply(.notEqual, a, b) }

  public static func .< (a: Expression, b: Double) -> Expression { a .< a.graph.constant(b) }
  public static func .<= (a: Expression, b: Double) -> Expression { a .<= a.graph.constant(b) }
  public static func .> (a: Expression, b: Double) -> Expression { a .> a.graph.constant(b) }
  public static func .>= (a: Expression, b: Double) -> Expression { a .>= a.graph.constant(b) }
  public static func .== (a: Expression, b: Double) -> Expression { a .== a.graph.constant(b) }
  public static func .!= (a: Expression, b: Double) -> Expression { a .!= a.graph.constant(b) }
}
