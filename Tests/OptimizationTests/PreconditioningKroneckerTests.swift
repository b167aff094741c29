import Numerics
import Testing

@testable import Optimization

/// SOAP on one square matrix, written plainly: everything dense and in the update's own axes.
private struct PlainSOAP {
  let n: Int, renewal: Int
  var G: [Matrix] = [], Q: [Matrix] = []
  var m: Matrix, v: Matrix
  var calls = 0

  init(_ n: Int, renewal: Int) {
    self.n = n
    self.renewal = renewal
    m = Matrix(rows: n, columns: n)
    v = Matrix(rows: n, columns: n)
  }

  mutating func step(_ u: Matrix, _ w: Matrix) -> [Double] {
    calls += 1
    let covariances = [u * u.transposed(), u.transposed() * u]
    if calls == 1 {
      for C in covariances {
        let G = C.copy()
        G.scale(by: 0.1)
        let eigen = SymmetricEigen(order: n)
        _ = eigen.factor(G)
        let Q = Matrix(rows: n, columns: n)
        for i in 0..<n { for k in 0..<n { Q[i, k] = eigen.vectors[i, n - 1 - k] } }
        self.G.append(G)
        self.Q.append(Q)
      }
      return u.values.map { min(max($0, -0.1), 0.1) }
    }
    let turned = Q[0].transposed() * w * Q[1]
    for i in 0..<(n * n) {
      m.base[i] = 0.8 * m.base[i] + 0.2 * w.base[i]
      v.base[i] = 0.7 * v.base[i] + 0.3 * turned.base[i] * turned.base[i]
    }
    let direction = Q[0].transposed() * m * Q[1]
    var β1 = 1.0, β2 = 1.0
    for _ in 1..<calls {
      β1 *= 0.8
      β2 *= 0.7
    }
    for i in 0..<(n * n) { direction.base[i] *= (1 - β2).squareRoot() / (1 - β1) / (v.base[i].squareRoot() + 1e-8) }
    let result = Q[0] * direction * Q[1].transposed()
    for k in 0..<2 {
      let G = self.G[k]
      for i in 0..<(n * n) { G.base[i] = 0.9 * G.base[i] + 0.1 * covariances[k].base[i] }
    }
    if (calls - 2) % renewal == 0 { for k in 0..<2 { renew(k) } }
    return result.values
  }

  private mutating func renew(_ k: Int) {
    let estimates = Q[k].transposed() * G[k] * Q[k]
    let order = (0..<n).sorted { estimates[$0, $0] > estimates[$1, $1] }
    let sorted = Matrix(rows: n, columns: n), old = v.copy()
    for i in 0..<n {
      for j in 0..<n {
        sorted[i, j] = Q[k][i, order[j]]
        v[i, j] = k == 0 ? old[order[i], j] : old[i, order[j]]
      }
    }
    let qr = QR(rows: n, columns: n)
    _ = qr.factor(G[k] * sorted)
    Q[k] = qr.q
  }
}

@Suite struct SOAPTests {
  private let settings = "beta1=0.8, beta2=0.7, shampoo_beta=0.9, precond_freq=3"

  @Test("Agrees with a plain dense computation, m kept in either axes, with and without inner", arguments: [true, false])
  func plain(_ projects: Bool) throws {
    let gradients = (0..<25).map { normals(16, seed: 40 + UInt64($0)) }
    for inner in ["", ", inner=sign"] {
      var soap = PlainSOAP(4, renewal: 3)
      let want = gradients.map { g in
        soap.step(Matrix(4, 4, g), Matrix(4, 4, inner.isEmpty ? g : g.map { $0 > 0 ? 1 : -1 }))
      }
      let have = try GivenGradients.updates("soap(\(settings), proj_exp_avg=\(projects)\(inner))", [[4, 4]], gradients)
      for (a, b) in zip(have, want) { #expect(distance(a, b) < 1e-9) }
    }
  }

  @Test("Rotating all gradients rotates all updates after the first, for square matrices of full rank") func equivariance() throws {
    let gradients = (0..<12).map { normals(16, seed: 70 + UInt64($0)) }
    let R = Matrix.orthonormal(4, 4, seed: 1), S = Matrix.orthonormal(4, 4, seed: 2)
    func rotate(_ g: [Double]) -> [Double] { (R * Matrix(4, 4, g) * S.transposed()).values }
    let plain = try GivenGradients.updates("soap(precond_freq=2)", [[4, 4]], gradients)
    let rotated = try GivenGradients.updates("soap(precond_freq=2)", [[4, 4]], gradients.map(rotate))
    for k in 1..<12 { #expect(distance(rotate(plain[k]), rotated[k]) < 1e-7) }
  }

  @Test("Without matrices it is Adam from the second call on, its correction counted from there") func plainAdam() throws {
    let gradients = (0..<8).map { normals(3, seed: 90 + UInt64($0)) }
    let soap = try GivenGradients.updates("soap(precondition_1d=false)", [[3]], gradients)
    let adam = try GivenGradients.updates("adam(0.95, 0.95)", [[3]], Array(gradients.dropFirst()))
    #expect(soap[0] == gradients[0].map { min(max($0, -0.1), 0.1) })
    for k in 1..<8 { #expect(distance(soap[k], adam[k - 1]) < 1e-12) }
  }

  @Test("Merged small axes: a tensor of few entries is treated as the vector of its permuted entries") func merging() throws {
    let gradients = (0..<6).map { normals(24, seed: 100 + UInt64($0)) }
    // Axes by size: (2, 3, 4) from (3, 4, 2).
    func permuted(_ g: [Double]) -> [Double] {
      var result: [Double] = []
      for c in 0..<2 { for a in 0..<3 { for b in 0..<4 { result.append(g[(a * 4 + b) * 2 + c]) } } }
      return result
    }
    // shampoo_beta=none and the same bases: vectors of rank 1 have free null spaces, so shampoo, not soap, is compared.
    let tensor = try GivenGradients.updates("shampoo(precond_freq=1)", [[3, 4, 2]], gradients)
    let vector = try GivenGradients.updates("shampoo(precond_freq=1)", [[24]], gradients.map(permuted))
    for (a, b) in zip(tensor, vector) { #expect(distance(permuted(a), b) < 1e-12) }
  }

  @Test("reset makes it new") func reset() throws {
    let gradients = (0..<6).map { normals(12, seed: 110 + UInt64($0)) }
    for name in ["soap(precond_freq=2)", "shampoo(precond_freq=2)", "fullmatrixadagrad", "fullmatrixadagrad(init=GGT, beta=0.9)"] {
      let chain = try ChainReader.chain(name)
      let function = GivenGradients(Layout([("w", [3, 4])]), gradients + gradients)
      let optimizer = try Optimizer(chain, function, start: Vector(count: 12))
      optimizer.recordsUpdate = true
      var updates: [[Double]] = []
      for k in 0..<12 {
        if k == 6 { chain.reset() }
        try optimizer.step()
        updates.append(try (optimizer.lastUpdate?.values).unwrapped())
      }
      for k in 0..<6 { #expect(updates[k] == updates[k + 6], "\(name) at \(k)") }
    }
  }
}

@Suite struct ShampooTests {
  /// X ×ᵢ M entry by entry.
  private func product(_ x: [Double], _ shape: [Int], _ axis: Int, _ M: Matrix) -> [Double] {
    let after = shape[(axis + 1)...].reduce(1, *), size = shape[axis]
    return x.indices.map { index in
      let r = index % after, j = index / after % size, l = index / after / size
      return (0..<size).reduce(0) { $0 + M[j, $1] * x[(l * size + $1) * after + r] }
    }
  }
  private func covariance(_ x: [Double], _ shape: [Int], _ axis: Int) -> Matrix {
    let after = shape[(axis + 1)...].reduce(1, *), size = shape[axis]
    let C = Matrix(rows: size, columns: size)
    for a in x.indices {
      for j in 0..<size {
        let r = a % after, i = a / after % size, l = a / after / size
        C[i, j] += x[a] * x[(l * size + j) * after + r]
      }
    }
    return C
  }

  /// The last number: the smallest size that is left alone.
  @Test("Three axes, one of them excluded or not, with inner, against sums over entries", arguments: [5, 4], ["", ", inner=sign"])
  func dense(_ maxDim: Int, _ inner: String) throws {
    let shape = [2, 3, 4]
    let gradients = (0..<5).map { normals(24, seed: 120 + UInt64($0)) }
    let chain = "shampoo(precond_freq=2, merge_small=false, max_dim=\(maxDim)\(inner))"
    let have = try GivenGradients.updates(chain, [shape], gradients)
    var L = shape.map { Matrix.identity($0) }
    var P = L
    for (k, g) in gradients.enumerated() {
      var want = inner.isEmpty ? g : g.map { $0 > 0 ? 1 : -1 }
      for axis in 0..<3 where shape[axis] < maxDim {
        L[axis] = Matrix(shape[axis], shape[axis], zip(L[axis].values, covariance(g, shape, axis).values).map { $0 + $1 })
        if k % 2 == 0 { P[axis] = try L[axis].symmetricPower(-1.0 / 6).unwrapped() }
        want = product(want, shape, axis, P[axis])
      }
      #expect(distance(have[k], want) < 1e-10)
    }
  }

  @Test("Tensors without matrices: diagonal AdaGrad, the documented rule") func diagonal() throws {
    let gradients = (0..<4).map { normals(4, seed: 130 + UInt64($0)) }
    let have = try GivenGradients.updates("shampoo(precondition_1d=false)", [[], [3]], gradients)
    var squares = [0.0, 0, 0, 0]
    for (k, g) in gradients.enumerated() {
      squares = zip(squares, g).map { $0 + $1 * $1 }
      #expect(distance(have[k], zip(g, squares).map { $0 / ($1.squareRoot() + 1e-8) }) < 1e-14)
    }
  }

  @Test("A merged tensor is full-matrix AdaGrad; update_freq is precond_freq") func fullMatrix() throws {
    let gradients = (0..<6).map { normals(6, seed: 140 + UInt64($0)) }
    let shampoo = try GivenGradients.updates("shampoo(precond_freq=3)", [[2, 3]], gradients)
    let named = try GivenGradients.updates("shampoo(update_freq=3)", [[2, 3]], gradients)
    let adagrad = try GivenGradients.updates("fullmatrixadagrad(precond_freq=3)", [[2, 3]], gradients)
    for k in 0..<6 {
      #expect(distance(shampoo[k], adagrad[k]) < 1e-12)
      #expect(shampoo[k] == named[k])
    }
  }
}

@Suite struct FullMatrixAdagradTests {
  private func plain(_ gradients: [[Double]], _ start: Matrix, beta: Double?, power: Double, reg: Double) throws -> [[Double]] {
    let A = start.copy(), n = A.rows
    var t = 0.0
    return try gradients.map { g in
      t += 1
      for i in 0..<n { for j in 0..<n { A[i, j] = (beta ?? 1) * A[i, j] + (1 - (beta ?? 0)) * g[i] * g[j] } }
      let B = A.copy()
      B.addToDiagonal(reg)
      let scale = beta.map { b in (1 - (1...Int(t)).reduce(1.0) { p, _ in p * b }).squareRoot() } ?? 1
      return (try B.symmetricPower(power).unwrapped() * Matrix(n, 1, g)).values.map { scale * $0 }
    }
  }

  @Test("Every start, sum and average, against the formula") func starts() throws {
    let gradients = (0..<7).map { normals(3, seed: 150 + UInt64($0)) }
    let first = Matrix(3, 1, gradients[0])
    let ones = Matrix(rows: 3, columns: 3)
    ones.fill(1)
    let starts = [
      ("identity", Matrix.identity(3)), ("zeros", Matrix(rows: 3, columns: 3)), ("ones", ones), ("GGT", first * first.transposed()),
    ]
    for (name, start) in starts {
      for beta in [nil, 0.9] {
        let setting = beta.map { ", beta=\($0)" } ?? ""
        let have = try GivenGradients.updates(
          "fullmatrixadagrad(init=\"\(name)\", reg=0.01, matrix_power=-0.25\(setting))", [[3]], gradients)
        let want = try plain(gradients, start, beta: beta, power: -0.25, reg: 0.01)
        for (a, b) in zip(have, want) { #expect(distance(a, b) < 1e-10, "\(name) \(setting)") }
      }
    }
  }

  @Test("One accumulator for each tensor; a transform of the accumulator before the power") func blocksAndTransform() throws {
    let gradients = (0..<5).map { normals(5, seed: 160 + UInt64($0)) }
    let apart = try GivenGradients.updates("fullmatrixadagrad(concat_params=false)", [[2], [3]], gradients)
    let left = try GivenGradients.updates("fullmatrixadagrad", [[2]], gradients.map { Array($0[..<2]) })
    let right = try GivenGradients.updates("fullmatrixadagrad", [[3]], gradients.map { Array($0[2...]) })
    for k in 0..<5 { #expect(distance(apart[k], left[k] + right[k]) < 1e-13) }
    let plain = try GivenGradients.updates("fullmatrixadagrad(reg=0)", [[5]], gradients)
    let scaled = try GivenGradients.updates("fullmatrixadagrad(reg=0, accumulator_tfm=lr(4))", [[5]], gradients)
    for k in 0..<5 { #expect(distance(plain[k], scaled[k].map { 2 * $0 }) < 1e-12) }
  }
}
