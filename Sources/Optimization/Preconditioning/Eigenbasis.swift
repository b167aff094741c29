import Numerics

/// What SOAP and its kin share: for every axis of every tensor an average of covariances of the update and, renewed now and
/// then, an orthogonal basis of (nearly) its eigenvectors.
public class EigenbasisModule: Module {
  @Setting("decay of the averaged covariances; none: their sum", in: .unit) var shampooBeta: Double? = 0.95
  @Setting("renew the bases at every such call", in: .atLeast(1)) var precondFreq = 10
  @Setting("treat the smallest axes as one while their sizes multiply to at most max_dim") var mergeSmall = false
  @Setting("axes of this size and more keep their own basis", in: .atLeast(1)) var maxDim = 4096
  @Setting("vectors get a basis too", named: "precondition_1d") var precondition1d = true
  @Setting("transforms the update before it is turned; the covariances learn from the incoming one") var inner: Chain? = nil

  @State var covariances: [Matrix] = []
  @State var bases: [Matrix] = []
  @State var calls = 0

  private(set) var tensors: [AxisProducts] = []
  /// Entries in merged order: of the update, turned, and work space.
  private(set) var merged = Vector(count: 0), turned = Vector(count: 0), scratch = Vector(count: 0)
  /// The incoming update, where `inner` changes it.
  private var incoming: Vector?
  private var factorizations: [QR] = []

  /// At the first call there is no basis yet, and `inner` is not asked.
  public override var innerChain: Chain? { calls == 0 ? nil : inner }

  public override var memoryShape: String { "\(mergeSmall) \(maxDim) \(precondition1d)" }

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    let n = preparation.layout.count
    merged = Vector(count: n)
    turned = Vector(count: n)
    scratch = Vector(count: n)
    incoming = inner == nil ? nil : Vector(count: n)
    factorizations = []
    tensors = []
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
    incoming?.assign(u)
  }

  /// Counts the call. The first: bases from the first update, which is clipped to ±0.1 and passed on; then false. Later: the
  /// covariances learn, `turned` ← the update in the bases (and `merged` the same in its own axes); then true.
  func turn(_ u: Vector) throws -> Bool {
    calls += 1
    if calls == 1 {
      gather(u)
      makeBases()
      u.update { x in x = clip(x, -0.1, 0.1) }
      return false
    }
    gather(incoming ?? u)
    for tensor in tensors { learn(tensor) }
    if incoming != nil { gather(u) }
    rotate(merged, toBases: true, into: turned)
    return true
  }

  private func gather(_ u: Vector) {
    let target = merged
    for tensor in tensors { tensor.gather(u, into: target) }
  }

  /// target ← source in the bases, or from them to the tensors' own axes
  func rotate(_ source: Vector, toBases: Bool, into target: Vector) {
    let bases = bases, scratch = scratch
    for tensor in tensors { tensor.multiply(bases, transposed: toBases, source, into: target, scratch: scratch) }
  }

  private func learn(_ tensor: AxisProducts) {
    for axis in tensor.axes {
      tensor.covariance(axis, into: covariances[axis.slot], alpha: 1 - (shampooBeta ?? 0), beta: shampooBeta ?? 1)
    }
  }

  private func makeBases() {
    covariances = []
    bases = []
    for tensor in tensors {
      for axis in tensor.axes {
        let covariance = Matrix(rows: axis.size, columns: axis.size)
        tensor.covariance(axis, into: covariance, alpha: 1 - (shampooBeta ?? 0), beta: 0)
        let basis = Matrix(rows: axis.size, columns: axis.size)
        let eigen = SymmetricEigen(order: axis.size)
        covariance.addToDiagonal(1e-30)
        if eigen.factor(covariance) {
          // Descending.
          for i in 0..<axis.size { for k in 0..<axis.size { basis[i, k] = eigen.vectors[i, axis.size - 1 - k] } }
        } else {
          basis.setIdentity()
        }
        covariance.addToDiagonal(-1e-30)
        covariances.append(covariance)
        bases.append(basis)
      }
    }
  }

  /// u ← what `direction` (in the bases, merged order) is in the update's own axes; `merged` is overwritten.
  func turnBack(_ direction: Vector, into u: Vector) {
    rotate(direction, toBases: false, into: merged)
    let source = merged
    for tensor in tensors { tensor.scatter(source, into: u) }
  }

  /// Whether this call ends with new bases.
  var isRenewal: Bool { (calls - 2) % precondFreq == 0 }

  /// One step of orthogonal iteration on each covariance, after its basis has been sorted by estimated eigenvalues.
  ///
  /// Vectors that turn like the update are turned to the new bases; of squares (and higher powers) the entries are moved to
  /// their new places alone.
  func renew(turning linear: [Vector], permuting powers: [Vector]) {
    for v in linear {
      rotate(v, toBases: false, into: merged)
      v.assign(merged)
    }
    for tensor in tensors { for axis in tensor.axes { renew(axis, of: tensor, permuting: powers) } }
    for v in linear {
      rotate(v, toBases: true, into: merged)
      v.assign(merged)
    }
  }

  private func renew(_ axis: AxisProducts.Axis, of tensor: AxisProducts, permuting powers: [Vector]) {
    let n = axis.size
    let covariance = covariances[axis.slot], basis = bases[axis.slot]
    let qr = factorization(n)
    // qr.q serves as work space until the factorization writes it.
    let power = qr.q, sorted = qr.r
    multiply(covariance, basis, into: power)
    var estimates = Array(repeating: 0.0, count: n)
    for i in 0..<n {
      let q = basis.row(i), p = power.row(i)
      for k in 0..<n { estimates[k] += q[k] * p[k] }
    }
    guard estimates.allSatisfy(\.isFinite) else { return }
    var order = Array(0..<n)
    order.sort { (-estimates[$0], $0) < (-estimates[$1], $1) }
    for i in 0..<n {
      let from = power.row(i), to = sorted.row(i)
      for k in 0..<n { to[k] = from[order[k]] }
    }
    guard qr.factor(sorted) else { return }
    for v in powers { tensor.permute(v, along: axis, order, scratch: scratch) }
    basis.assign(qr.q)
  }

  private func factorization(_ n: Int) -> QR {
    if let known = factorizations.first(where: { $0.rows == n }) { return known }
    let new = QR(rows: n, columns: n)
    factorizations.append(new)
    return new
  }
}
