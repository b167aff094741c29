import Autograd
import Numerics
import Optimization

/// How well parameters predict a set of rows.
final class Measures {
  private let learning: Learning
  private let data: Dataset
  private let type: ElementType
  private lazy var program = compile()
  private let predictions: Vector

  init(_ learning: Learning, on data: Dataset, type: ElementType) {
    self.learning = learning
    self.data = data
    self.type = type
    predictions = Vector(count: data.rowCount * learning.outputs)
  }

  /// The mean loss without penalties, and the accuracy or R².
  func measure(at x: Vector, prefix: String) -> [(name: String, value: Double)] {
    for (i, segment) in learning.layout.segments.enumerated() { program.setInput(i, x.base + segment.offset) }
    program.run()
    program.output(1, into: predictions.base)
    let quality = learning.loss.classifies ? ("accuracy", accuracy) : ("R²", determination)
    return [("\(prefix) loss", program.scalar(0)), ("\(prefix) \(quality.0)", quality.1)]
  }

  private func compile() -> Program {
    let graph = Graph()
    let parameters = learning.layout.segments.enumerated().map { graph.input($0, shape: $1.shape) }
    let x = graph.tensor(data.features, shape: [data.rowCount, data.featureCount])
    let y = graph.tensor(
      learning.shaped(data.targets), shape: learning.outputs == 1 ? [data.rowCount] : [data.rowCount, learning.outputs])
    let loss = learning.meanLoss(parameters, x: x, y: y)
    return Program(graph: graph, outputs: [loss, learning.model.predictions(parameters, x)], inputs: parameters.map(\.shape), type: type)
  }

  /// The part of the rows whose class has the largest prediction.
  private var accuracy: Double {
    let k = learning.outputs
    let correct = (0..<data.rowCount).count { row in
      if k == 1 { return (predictions[row] > 0) == (data.targets[row] == 1) }
      let best = (0..<k).max { predictions[row * k + $0] < predictions[row * k + $1] }
      return best == Int(data.targets[row])
    }
    return Double(correct) / Double(data.rowCount)
  }

  /// R² = 1 − Σ(y − p)² / Σ(y − ȳ)²
  private var determination: Double {
    let n = data.rowCount
    let mean = data.targets.sum / Double(n)
    var residual = 0.0
    var total = 0.0
    for row in 0..<n {
      residual += (data.targets[row] - predictions[row]) * (data.targets[row] - predictions[row])
      total += (data.targets[row] - mean) * (data.targets[row] - mean)
    }
    return 1 - residual / total
  }
}
