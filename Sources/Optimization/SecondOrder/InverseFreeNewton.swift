import Numerics

/// Newton's method with an inverse that is improved by one product a step.
public final class InverseFreeNewton: Module {
  public override class var declaration: Declaration {
    Declaration(
      "inversefreenewton", .secondOrder, "Newton's method with an approximate inverse, improved by products alone.",
      rule: "H = ∇²f(x);  first Y = Hᵀ/(‖H‖₁‖H‖_∞), then Y ← Y(2I − H Y);  u ← Y u",
      source: "Massalski & Nockowska-Rosiak, Inverse-free Newton's method, 2025; Ben-Israel, An Iterative Method for Computing "
        + "the Generalized Inverse of an Arbitrary Matrix, 1965")
  }

  @Setting("compute the Hessian at every k-th step", in: .atLeast(1)) var updateFreq = 1
  @Setting("how the Hessian is computed") var hessianMethod = HessianMethod.batchedAutograd
  @Setting("step of finite differences", in: .positive) var h = 1e-3
  @Setting("chain applied to the update before the inverse") var inner: Chain? = nil

  @State var calls = 0
  @State var matrix = Matrix(rows: 0, columns: 0)
  @State var inverse = Matrix(rows: 0, columns: 0)

  private let evaluator = HessianEvaluator()
  private lazy var system = IteratedInverse(name)
  private var product = Matrix(rows: 0, columns: 0), next = Matrix(rows: 0, columns: 0)

  public override var innerChain: Chain? { inner }
  public override var requires: Capabilities { hessianMethod.needs }
  public override var provides: Capabilities { hessianMethod.usesValues ? [.gradient] : [] }

  public override var hessianOperator: (any HessianOperator)? {
    system.begin(matrix, inverse, isSymmetric: hessianMethod.isSymmetric)
    return system
  }

  public override func update(_ objective: Objective) throws {
    let isDue = calls % updateFreq == 0
    calls += 1
    guard isDue else {
      if hessianMethod.usesValues { try evaluator.differentiateValues(objective, h: h) }
      return
    }
    let n = layout.count
    let isFirst = inverse.rows != n
    if isFirst {
      matrix = try squareMatrix(n, for: name)
      inverse = try squareMatrix(n, for: name)
    }
    try evaluator.evaluate(objective, hessianMethod, h: h, into: matrix)
    if isFirst {
      inverse.assignTransposed(matrix)
      let size = matrix.maximumColumnSum * matrix.maximumRowSum
      inverse.scale(by: 1 / (size.isNaN ? size : min(max(size, SafeRange.smallest), SafeRange.largest)))
      return
    }
    if product.rows != n {
      product = Matrix(rows: n, columns: n)
      next = Matrix(rows: n, columns: n)
    }
    multiply(matrix, inverse, into: product, alpha: -1)
    product.addToDiagonal(2)
    multiply(inverse, product, into: next)
    inverse.assign(next)
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    system.begin(matrix, inverse, isSymmetric: hessianMethod.isSymmetric)
    system.applyInverse(to: u)
  }
}

/// A Hessian with an approximate inverse of its own, which solves without a shift use.
final class IteratedInverse: HessianOperator {
  private let system: NewtonSystem
  private var inverse = Matrix(rows: 0, columns: 0)
  private var right = Vector(count: 0)

  init(_ name: String) { system = NewtonSystem(name) }

  func begin(_ matrix: Matrix, _ inverse: Matrix, isSymmetric: Bool) {
    system.begin(matrix, NewtonOptions(isSymmetric: isSymmetric))
    self.inverse = inverse
  }

  func applyInverse(to u: Vector) {
    if right.count != u.count { right = Vector(count: u.count) }
    right.assign(u)
    multiply(inverse, right, into: u)
  }

  func product(_ v: Vector, into out: Vector) throws -> Bool { try system.product(v, into: out) }
  func solve(_ b: Vector, into out: Vector) throws -> Bool {
    out.assign(b)
    applyInverse(to: out)
    return true
  }
  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) throws -> Bool {
    try system.solve(b, shift: lambda, diagonal: d, into: out)
  }
  func diagonal(into out: Vector) throws -> Bool { try system.diagonal(into: out) }
}
