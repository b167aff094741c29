// Linear systems by LU factorization. LAPACK is column-major, so that it factors Aᵀ where the storage is row-major; systems with
// A are then its transposed ones. A singular matrix gives NaN.

/// LU factors of a batch of n×n matrices: each takes n² entries and n more for the pivots, the first of which is 0 where the
/// matrix is singular (LAPACK counts from 1).
public struct Factorization: Hashable, Sendable, BitwiseCopyable {
  public var n, batch: Int

  public init(n: Int, batch: Int) {
    (self.n, self.batch) = (n, batch)
  }

  /// Entries that one factored matrix takes.
  public var stride: Int { n * n + n }

  public func callAsFunction<T: KernelElement>(_ a: UnsafePointer<T>, _ lu: UnsafeMutablePointer<T>) {
    for i in 0..<batch {
      let matrix = lu + i * stride
      matrix.update(from: a + i * n * n, count: n * n)
      let pivots = UnsafeMutableRawPointer(matrix + n * n).assumingMemoryBound(to: Int32.self)
      if !T._getrf(n, matrix, pivots) { pivots[0] = 0 }
    }
  }
}

/// X with A X = B (or Aᵀ X = B) from the factors of A; B and X are [n, k], one or a batch of them.
public struct Substitution: Hashable, Sendable, BitwiseCopyable {
  public var n, k, batch: Int
  public var transposed: Bool
  /// Whether each system has its own matrix, its own right-hand side.
  public var batchedA, batchedB: Bool

  public init(n: Int, k: Int, batch: Int, transposed: Bool, batchedA: Bool, batchedB: Bool) {
    (self.n, self.k, self.batch, self.transposed) = (n, k, batch, transposed)
    (self.batchedA, self.batchedB) = (batchedA, batchedB)
  }

  /// `scratch` has room for n·k entries.
  public func callAsFunction<T: KernelElement>(_ lu: UnsafePointer<T>, _ b: UnsafePointer<T>, _ x: UnsafeMutablePointer<T>,
                                               scratch: UnsafeMutablePointer<T>) {
    let matrixStride = n * n + n
    for i in 0..<batch {
      let matrix = lu + (batchedA ? i * matrixStride : 0), right = b + (batchedB ? i * n * k : 0), result = x + i * n * k
      let pivots = UnsafeRawPointer(matrix + n * n).assumingMemoryBound(to: Int32.self)
      if pivots[0] == 0 {
        result.update(repeating: .nan, count: n * k)
        continue
      }
      let columns = k == 1 ? result : scratch
      for r in 0..<n { for c in 0..<k { columns[c * n + r] = right[r * k + c] } }
      T._getrs(!transposed, n, k, matrix, pivots, columns)
      if k > 1 { for r in 0..<n { for c in 0..<k { result[r * k + c] = columns[c * n + r] } } }
    }
  }
}
