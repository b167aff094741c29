import Autograd
import Numerics

/// The rows that a step sees: epochs in which every row comes once, in an order drawn from the seed.
///
/// The batch of step t depends on t and the seed alone. The last batch of an epoch may be short; it is filled up with rows of
/// weight 0, so that one compiled program serves all.
final class Batches {
  /// What the program reads: X [size, features], targets [size] or [size, outputs], weights [size] that sum to 1.
  let inputs: [(values: Vector, shape: Shape)]
  /// Steps that an epoch takes.
  let perEpoch: Int
  /// The rows of the present batch.
  private(set) var rows: ArraySlice<Int> = []

  private let data: Dataset
  private let targets: Vector
  private let size: Int
  private let seed: RandomSource
  private var epoch = -1
  private var order: [Int] = []
  /// The step whose batch is present.
  private(set) var step = -1

  /// - Parameters:
  ///   - targets: of all rows, [rows] or [rows, outputs].
  ///   - size: of a batch, in 1...rows.
  init(of data: Dataset, targets: Vector, outputs: Int, size: Int, seed: UInt64) {
    self.data = data
    self.targets = targets
    self.size = size
    self.seed = RandomSource(seed: seed).stream(2)
    perEpoch = (data.rowCount + size - 1) / size
    inputs = [
      (Vector(count: size * data.featureCount), [size, data.featureCount]),
      (Vector(count: size * outputs), outputs == 1 ? [size] : [size, outputs]), (Vector(count: size), [size]),
    ]
    load(step: 0)
  }

  /// Puts the batch of step t into the inputs; false if it is there already.
  @discardableResult
  func load(step t: Int) -> Bool {
    let number = max(0, t)
    if number == step { return false }
    step = number
    if number / perEpoch != epoch {
      epoch = number / perEpoch
      var random = seed.stream(UInt64(epoch))
      order = random.permutation(data.rowCount)
    }
    let first = number % perEpoch * size
    rows = order[first..<min(first + size, order.count)]
    let (x, y, weights) = (inputs[0].values, inputs[1].values, inputs[2].values)
    let width = data.featureCount
    let outputs = y.count / size
    for (i, row) in rows.enumerated() {
      (x.base + i * width).update(from: data.features.base + row * width, count: width)
      (y.base + i * outputs).update(from: targets.base + row * outputs, count: outputs)
      weights[i] = 1 / Double(rows.count)
    }
    // The rest keeps its rows of before, which are finite, without weight.
    for i in rows.count..<size { weights[i] = 0 }
    return true
  }
}
