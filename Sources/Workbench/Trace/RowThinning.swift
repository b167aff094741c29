/// Chooses the steps of which a table shows a row while it is not yet known how many there will be: the start, powers of ten,
/// and every k-th, k growing along 1, 5, 10, 50, 100, … so that never more than `capacity` rows are held.
struct RowThinning {
  private(set) var stride = 1
  private var nextFactor = 5
  let capacity: Int

  init(capacity: Int) { self.capacity = max(capacity, 8) }

  func nextStep(from step: Int) -> Int {
    let multiple = (step + stride - 1) / stride * stride
    var power = 1
    while power < step { power *= 10 }
    return min(multiple, power)
  }

  /// Drops rows if there are too many, by their steps.
  mutating func thin<Row>(_ rows: inout [Row], step: (Row) -> Int) {
    guard rows.count > capacity else { return }
    stride *= nextFactor
    nextFactor = nextFactor == 5 ? 2 : 5
    rows.removeAll { !isKept(step($0), stride) }
  }

  func isKept(_ step: Int, _ stride: Int) -> Bool { step % stride == 0 || isPowerOfTen(step) }

  /// The stride that shows at most `target` rows, of the form 1, 2 or 5 times a power of ten.
  func finalStride(steps: Int, target: Int) -> Int {
    var base = 1
    while true {
      for factor in [1, 2, 5] {
        let candidate = base * factor
        if candidate % stride == 0, steps / candidate <= target { return candidate }
      }
      base *= 10
    }
  }

  private func isPowerOfTen(_ step: Int) -> Bool {
    var power = 1
    while power < step { power *= 10 }
    return power == step
  }
}
