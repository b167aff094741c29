import Numerics

/// The natural gradient with the empirical Fisher matrix.
public final class NaturalGradient: Module {
  public override class var declaration: Declaration {
    Declaration(
      "naturalgradient", .adaptive, "The natural gradient, from the gradients of single residuals taken as losses.",
      rule: """
        G = ∂r/∂x (N × n), h = Gᵀ1, gn_grad: h = Gᵀr;  the incoming u is not read
        u ← (GᵀG + reg·I)⁻¹h = Gᵀ(GGᵀ + reg·I)⁻¹1, gn_grad: r in the place of 1
        sqrt: GGᵀ + reg·I = VΛVᵀ, eigenvalues up to 1e-12·λ_max left out, U = GᵀVΛ^(−1/2);  u ← U Λ^(−1/2) Uᵀh
        modules behind minimise Σr, gn_grad: Σr²
        """,
      source: "Amari, Natural Gradient Works Efficiently in Learning, 1998; kernel form: Ren & Goldfarb, Efficient Subsampled "
        + "Gauss-Newton and Natural Gradient Methods for Training Neural Networks, 2019")
  }

  @Setting("added to the diagonal", in: .nonnegative) var reg = 1e-8
  @Setting("use the root of the Fisher matrix: whitening") var sqrt = false
  @Setting("weight the gradients by the residuals, as Gauss–Newton does") var gnGrad = false
  @Setting("rows of G together; without effect here, where they always are") var batched = true

  @State var jacobian = Matrix(rows: 0, columns: 0)
  @Buffer var weighted

  private let system = GaussNewtonSystem()
  private var residuals = Vector(count: 0), ones = Vector(count: 0)
  private var sum: ResidualSum?
  private var gram = Matrix(rows: 0, columns: 0), eigen: SymmetricEigen?
  private var basis = Matrix(rows: 0, columns: 0), coefficients = Vector(count: 0)

  public override var requires: Capabilities { [.residuals] }
  public override var readsUpdate: Bool { false }
  public override var makesUpdate: Bool { true }

  public override var hessianOperator: (any HessianOperator)? {
    if system.jacobian !== jacobian { system.begin(jacobian) }
    return jacobian.rows == 0 ? IdentityOperator.shared : system
  }

  public override func update(_ objective: Objective) throws {
    let function = objective.function
    guard function.capabilities.contains(.residuals) else { throw function.unavailable("residuals") }
    let m = function.residualCount, n = layout.count
    if jacobian.rows != m || jacobian.columns != n { jacobian = Matrix(rows: m, columns: n) }
    if residuals.count != m {
      residuals = Vector(count: m)
      ones = Vector(count: m)
      ones.fill(1)
    }
    try function.jacobian(at: objective.x, residuals: residuals, into: jacobian)
    system.begin(jacobian)
    multiply(jacobian, transposed: true, gnGrad ? residuals : ones, into: weighted)
    // Σr² is the function itself, with its own gradient; Σr is another one.
    if gnGrad { return }
    let sum = self.sum ?? ResidualSum(function)
    self.sum = sum
    sum.base = function
    sum.version = function.version
    objective.function = sum
    objective.override(value: residuals.sum, gradient: weighted)
  }

  public override func apply(_ objective: Objective) throws {
    let u = objective.update
    objective.hasUpdate = true
    if sqrt { return try whiten(into: u) }
    if jacobian.rows >= jacobian.columns {
      u.assign(weighted)
      try system.solveNormal(u, reg: reg)
    } else {
      try system.leastNorm(gnGrad ? residuals : ones, reg: reg, into: u)
    }
  }

  private func whiten(into u: Vector) throws {
    let m = jacobian.rows, n = jacobian.columns
    if gram.rows != m || basis.columns != n {
      gram = try squareMatrix(m, for: name)
      basis = Matrix(rows: m, columns: n)
      eigen = SymmetricEigen(order: m)
      coefficients = Vector(count: m)
    }
    multiplyByOwnTranspose(jacobian, into: gram)
    gram.addToDiagonal(reg)
    guard let eigen, eigen.factor(gram), m > 0 else { return scaleEntries(into: u) }
    let largest = eigen.values[m - 1]
    multiply(eigen.rowVectors, jacobian, into: basis)
    multiply(basis, weighted, into: coefficients)
    for k in 0..<m {
      let λ = eigen.values[k]
      coefficients[k] = λ.isFinite && λ > 1e-12 * largest ? coefficients[k] / (λ * (λ + 1e-16 * largest).squareRoot()) : 0
    }
    multiply(basis, transposed: true, coefficients, into: u)
  }

  /// Without a decomposition: h over the root mean square of each column.
  private func scaleEntries(into u: Vector) {
    let m = jacobian.rows
    for j in 0..<jacobian.columns {
      var squares = 0.0
      for i in 0..<m { squares += jacobian[i, j] * jacobian[i, j] }
      u[j] = weighted[j] / ((squares / Double(max(1, m))).squareRoot() + reg)
    }
  }
}

/// Σr, as an objective.
final class ResidualSum: ObjectiveFunction {
  var base: ObjectiveFunction
  private var residuals = Vector(count: 0), ones = Vector(count: 0)
  private var jacobian = Matrix(rows: 0, columns: 0)

  init(_ base: ObjectiveFunction) {
    self.base = base
    super.init(layout: base.layout)
  }

  override var capabilities: Capabilities { [.gradient] }

  private func prepare() {
    let m = base.residualCount
    guard residuals.count != m else { return }
    residuals = Vector(count: m)
    ones = Vector(count: m)
    ones.fill(1)
  }

  override func value(at x: Vector) throws -> Double {
    prepare()
    try base.residuals(at: x, into: residuals)
    return residuals.sum
  }

  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    prepare()
    if jacobian.rows != residuals.count { jacobian = Matrix(rows: residuals.count, columns: layout.count) }
    try base.jacobian(at: x, residuals: residuals, into: jacobian)
    multiply(jacobian, transposed: true, ones, into: g)
    return residuals.sum
  }
}
