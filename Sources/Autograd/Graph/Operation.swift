/// The sizes of a tensor along its axes, row-major; `[]` is a scalar.
public typealias Shape = [Int]

extension Array where Element == Int {
  /// The number of entries of a tensor of this shape.
  public var entries: Int { reduce(1, *) }
}

/// Elementwise functions of one operand.
public enum Unary: String, Hashable, Sendable, CaseIterable {
  case negate, square, reciprocal, sqrt, cbrt, exp, expm1, log, log1p
  case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, erf
  case abs, sign, floor, relu, sigmoid, softplus
  /// 1 where x > 0, else 0.
  case step
  /// The value, with a derivative of zero.
  case detach
}

/// Elementwise functions of two operands. Comparisons give 1 or 0.
public enum Binary: String, Hashable, Sendable, CaseIterable {
  case add, subtract, multiply, divide, power, minimum, maximum, atan2, hypot
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
}

public enum Reduction: String, Hashable, Sendable, CaseIterable {
  case sum, maximum, minimum
}

/// What a node computes from its operands. Every derivative of an operation is made of operations.
///
/// Elementwise operands have the shape of the node or are scalars (shape `[]`); any other broadcasting is an explicit
/// `broadcast`.
public enum Operation: Hashable, Sendable {
  /// The program's input of this number.
  case input(Int)
  /// A scalar, by its bits (so that NaN equals itself and -0 differs from 0).
  case constant(UInt64)
  /// A constant tensor: its number in the graph's table.
  case data(Int)
  case unary(Unary)
  case binary(Binary)
  /// (condition, a, b): a where condition ≠ 0, else b.
  case select
  /// Over these axes (ascending), which disappear.
  case reduce(Reduction, axes: [Int])
  /// To the node's shape: trailing axes aligned, missing axes and axes of size 1 repeated (NumPy's rule).
  case broadcast
  /// The same entries, row-major, in the node's shape.
  case reshape
  /// Axis i of the result is axis `axes[i]` of the operand.
  case transpose(axes: [Int])
  /// Entries start, start + step, … along each axis, as many as the node's shape says.
  case slice(starts: [Int], steps: [Int])
  /// The operand written into zeros of the node's shape at start, start + step, … (the adjoint of `slice`).
  case pad(starts: [Int], steps: [Int])
  case concatenate(axis: Int)
  /// result.flat[i] = operand.flat[table[i]]; the table's number in the graph.
  case gather(table: Int)
  /// result.flat[table[i]] += operand.flat[i], from zeros (the adjoint of `gather`).
  case scatterAdd(table: Int)
  /// [*batch, m, k] × [*batch, k, n], either last pair read transposed; either operand may lack the batch axes.
  case matmul(transposeA: Bool, transposeB: Bool)
  /// X with A X = B (or Aᵀ X = B): A is [*batch, n, n], B [*batch, n, k]; either may lack the batch axes. Singular A gives NaN.
  case solve(transposed: Bool)
}
