import Glibc
import Numerics

extension MatrixPowerMethod: WordSetting {}

/// Powers of accumulated covariances along each axis of a tensor.
public final class Shampoo: Module {
  public override class var declaration: Declaration {
    Declaration(
      "shampoo", .preconditioning, "Multiplies the update along each axis by a power of its accumulated covariance.",
      rule: """
        Lᵢ ← Lᵢ + X₍ᵢ₎X₍ᵢ₎ᵀ from I (beta: averaged);  at every precond_freq-th call Pᵢ = (Lᵢ + reg·I)^p
        u ← inner(u) ×₁ P₁ ×₂ P₂ …, p = matrix_power or −1/(2·number of axes); without such axes u ← inner(u)/(√Σu² + adagrad_eps)
        beta_debias: u ← √(1 − betaᵏ)·u, k renewals
        """,
      source: "Gupta, Koren & Singer, Shampoo: Preconditioned Stochastic Tensor Optimization, 2018, algorithm 2")
  }

  @Setting("multiple of the identity under the power", in: .nonnegative) var reg = 1e-12
  @Setting("renew the powers at every such call", in: .atLeast(1)) var precondFreq = 10
  @Setting("exponent; none: −1/(2·number of axes)") var matrixPower: Double? = nil
  @Setting("treat the smallest axes as one while their sizes multiply to at most max_dim") var mergeSmall = true
  @Setting("axes of this size and more are left alone", in: .atLeast(1)) var maxDim = 10000
  @Setting("vectors get a covariance too", named: "precondition_1d") var precondition1d = true
  @Setting("added to the root where a tensor has no such axis", in: .nonnegative) var adagradEps = 1e-8
  @Setting("how powers treat negative eigenvalues") var matrixPowerMethod = MatrixPowerMethod.eighAbs
  @Setting("decay of averaged covariances; none: their sum", in: .unit) var beta: Double? = nil
  @Setting("correct the average for its start") var betaDebias = true
  @Setting("transforms what is multiplied; the covariances learn from the incoming update") var inner: Chain? = nil
  @Setting("another name of precond_freq, which it overrides", in: .atLeast(1)) var updateFreq: Int? = nil

  @State var covariances: [Matrix] = []
  @State var powers: [Matrix] = []
  /// Sums of squares, for tensors without matrices.
  @Buffer var squares
  @State var calls = 0
  @State var renewals = 0

  private var tensors: [AxisProducts] = []
  private var merged = Vector(count: 0), product = Vector(count: 0), scratch = Vector(count: 0)
  private var machines: [SymmetricPower] = []

  public override class var settingOrder: [String] {
    [
      "reg", "precond_freq", "matrix_power", "merge_small", "max_dim", "precondition_1d", "adagrad_eps", "matrix_power_method",
      "beta", "beta_debias", "inner", "update_freq",
    ]
  }
  public override var innerChain: Chain? { inner }
  public override var memoryShape: String { "\(mergeSmall) \(maxDim) \(precondition1d)" }

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    let n = preparation.layout.count
    merged = Vector(count: n)
    product = Vector(count: n)
    scratch = Vector(count: n)
    tensors = []
    machines = []
    var slots = 0
    for segment in preparation.layout.segments {
      tensors.append(
        AxisProducts(
          segment, mergesSmall: mergeSmall, maxDim: maxDim, preconditions1D: precondition1d, firstSlot: slots, merged: merged))
      slots += tensors[tensors.count - 1].axes.count
    }
  }

  public override func update(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    let isDue = calls % (updateFreq ?? precondFreq) == 0
    for tensor in tensors {
      tensor.gather(u, into: merged)
      if tensor.axes.isEmpty {
        let old = beta ?? 1, new = 1 - (beta ?? 0)
        for i in tensor.offset..<(tensor.offset + tensor.count) { squares[i] = old * squares[i] + new * merged[i] * merged[i] }
      }
      for axis in tensor.axes {
        if covariances.count == axis.slot {
          covariances.append(Matrix.identity(axis.size))
          powers.append(Matrix.identity(axis.size))
        }
        let covariance = covariances[axis.slot]
        tensor.covariance(axis, into: covariance, alpha: 1 - (beta ?? 0), beta: beta ?? 1)
        if isDue { renew(axis, covariance, order: tensor.order) }
      }
    }
    if isDue { renewals += 1 }
    calls += 1
  }

  private func renew(_ axis: AxisProducts.Axis, _ covariance: Matrix, order: Int) {
    let machine: SymmetricPower
    if let known = machines.first(where: { $0.order == axis.size }) {
      machine = known
    } else {
      machine = SymmetricPower(order: axis.size)
      machines.append(machine)
    }
    let power = powers[axis.slot]
    // A covariance that is not finite leaves the power of before.
    let exponent = matrixPower ?? -1 / Double(max(2 * order, 2))
    if reg == 0 {
      _ = machine.power(of: covariance, exponent, method: matrixPowerMethod, into: power)
    } else {
      let old = power.copy()
      power.assign(covariance)
      power.addToDiagonal(reg)
      if !machine.power(of: power, exponent, method: matrixPowerMethod, into: power) { power.assign(old) }
    }
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    for tensor in tensors {
      tensor.gather(u, into: merged)
      if tensor.axes.isEmpty {
        for i in tensor.offset..<(tensor.offset + tensor.count) {
          product[i] = merged[i] / (squares[i].squareRoot() + adagradEps)
        }
      } else {
        tensor.multiply(powers, transposed: false, merged, into: product, scratch: scratch)
      }
      tensor.scatter(product, into: u)
    }
    if let beta, betaDebias { u.scale(by: (1 - Glibc.pow(beta, Double(renewals))).squareRoot()) }
  }
}
