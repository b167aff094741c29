import Foundation
import Numerics
import Optimization
import Testing

@testable import Problems

/// The Hessian as one program, products in blocks and single products are three programs of one matrix. Rows of odd length
/// (150 rows of 3 classes) make runs whose blocks do not end with whole lanes.
@Suite struct HessianConsistencyTests {
  static let folder: String = {
    var path = #filePath
    for _ in 0..<3 { path = (path as NSString).deletingLastPathComponent }
    return path + "/Problems"
  }()

  @Test("Hessian, batched and single Hessian products agree on data models", arguments: [
    ("iris.csv", "species", "softmax"), ("wine.csv", "cultivar", "softmax"), ("iris.csv", "species", "mlp(5)"),
    ("stackloss.csv", "stackloss", "mlp(3, activation=tanh)"), ("breast_cancer.csv", "benign", "logistic"),
  ])
  func agree(_ file: String, _ target: String, _ model: String) throws {
    var options = DataOptions()
    options.target = target
    options.model = model
    options.l2 = 0.1
    options.standardize = true
    let problem = try dataProblem(path: "\(HessianConsistencyTests.folder)/\(file)", options: options)
    let function = problem.function()
    let n = problem.layout.count
    var random = RandomSource(seed: 1)
    let x = Vector((0..<n).map { _ in 0.3 * random.normal() })
    let whole = Matrix(rows: n, columns: n), blocks = Matrix(rows: n, columns: n)
    try function.hessian(at: x, into: whole)
    try function.hessianProducts(at: x, Matrix.identity(n), into: blocks)
    let unit = Vector(count: n), single = Vector(count: n)
    var scale = 0.0, worst = 0.0
    for i in 0..<n {
      unit.fill(0)
      unit[i] = 1
      try function.hessianProduct(at: x, unit, into: single)
      for j in 0..<n {
        scale = max(scale, abs(single[j]))
        worst = max(worst, abs(single[j] - whole[i, j]), abs(single[j] - blocks[i, j]))
      }
    }
    #expect(worst <= 1e-12 * scale)
  }
}
