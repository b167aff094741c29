import Numerics

/// The last updates as rows of one matrix, in no particular order, with their inner products.
struct UpdateWindow: StateValue {
  private(set) var count = 0
  /// The row that the next update replaces where the window is full.
  private var next = 0
  private var entries = Vector(count: 0)
  /// ⟨row i, row j⟩, with room for as many rows as `entries`.
  private var products = Matrix(rows: 0, columns: 0)

  func snapshot() -> UpdateWindow {
    var copy = self
    copy.entries = entries.copy()
    copy.products = products.copy()
    return copy
  }

  /// Keeps a copy of an update of n entries, in place of the oldest where there are `size` already.
  mutating func add(_ u: UnsafePointer<Double>, count n: Int, size: Int) {
    if count > size || (count < size && next != count) { rearrange(n, size: size) }
    let row = count < size ? count : next
    if row == products.rows { grow(n, to: min(size, max(4, 2 * row))) }
    (entries.base + row * n).update(from: u, count: n)
    count = max(count, row + 1)
    next = (row + 1) % size
    let inner = Vector(count: count)
    multiply(rows(n), u, into: inner.base)
    for i in 0..<count {
      products[row, i] = inner[i]
      products[i, row] = inner[i]
    }
  }

  /// The size is another than it was: the newest updates, oldest first.
  private mutating func rearrange(_ n: Int, size: Int) {
    let oldest = next < count ? next : 0, kept = min(count, size)
    let order = (count - kept..<count).map { (oldest + $0) % count }
    let moved = Vector(count: kept * n), inner = Matrix(rows: kept, columns: kept)
    for (i, row) in order.enumerated() {
      (moved.base + i * n).update(from: entries.base + row * n, count: n)
      for (j, column) in order.enumerated() { inner[i, j] = products[row, column] }
    }
    (entries, products, count, next) = (moved, inner, kept, kept % size)
  }

  private mutating func grow(_ n: Int, to capacity: Int) {
    let larger = Vector(count: capacity * n), largerProducts = Matrix(rows: capacity, columns: capacity)
    larger.base.update(from: entries.base, count: count * n)
    for i in 0..<count { largerProducts.row(i).update(from: products.row(i), count: count) }
    entries = larger
    products = largerProducts
  }

  /// The updates of n entries.
  func rows(_ n: Int) -> Matrix { Matrix(rows: count, columns: n, in: entries) }

  /// A copy of their inner products.
  func gram() -> Matrix {
    let gram = Matrix(rows: count, columns: count)
    for i in 0..<count { gram.row(i).update(from: products.row(i), count: count) }
    return gram
  }

  /// u ← u/(√(mean of the updates' squares) + 1e-8), entry by entry.
  func divideByRoots(_ u: UnsafeMutablePointer<Double>, count n: Int) {
    for j in 0..<n {
      var sum = 0.0
      for i in 0..<count { sum += entries[i * n + j] * entries[i * n + j] }
      u[j] /= (sum / Double(max(1, count))).squareRoot() + 1e-8
    }
  }
}
