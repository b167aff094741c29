import COpenBLAS

/// Threads of BLAS. One is the default: programs of this size rarely gain from more, and the same work then gives the same bits.
public enum BLAS {
  private static let single: Void = openblas_set_num_threads(1)

  /// Sets one thread, the first time that it is called.
  public static func prepare() { _ = single }

  public static var threads: Int {
    get { Int(openblas_get_num_threads()) }
    set {
      prepare()
      openblas_set_num_threads(Int32(clamping: max(1, newValue)))
    }
  }
}

/// Matrix products C = A B, one or a batch. A is m×k and B k×n, read transposed from their storage where the flags say so; a
/// stride of 0 between matrices of a batch repeats one. C is dense.
public struct MatrixProduct: Hashable, Sendable, BitwiseCopyable {
  public var m, n, k: Int
  public var transposeA = false, transposeB = false
  /// Entries between rows as stored.
  public var lda, ldb: Int
  public var batch = 1
  public var strideA = 0, strideB = 0

  public init(m: Int, n: Int, k: Int, lda: Int, ldb: Int) {
    (self.m, self.n, self.k, self.lda, self.ldb) = (m, n, k, lda, ldb)
  }

  @inlinable public func callAsFunction<T: KernelElement>(_ a: UnsafePointer<T>, _ b: UnsafePointer<T>,
                                                          _ c: UnsafeMutablePointer<T>) {
    for i in 0..<batch { one(a + i * strideA, b + i * strideB, c + i * m * n) }
  }

  @inlinable @inline(__always)
  func one<T: KernelElement>(_ a: UnsafePointer<T>, _ b: UnsafePointer<T>, _ c: UnsafeMutablePointer<T>) {
    if m * n * k <= 216 { return small(a, b, c) }
    if n == 1 {
      let (rows, columns) = transposeA ? (k, m) : (m, k)
      T._gemv(transposeA, rows, columns, a, lda, b, transposeB ? 1 : ldb, c)
    } else if m == 1 {
      let (rows, columns) = transposeB ? (n, k) : (k, n)
      T._gemv(!transposeB, rows, columns, b, ldb, a, transposeA ? lda : 1, c)
    } else {
      T._gemm(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, n)
    }
  }

  /// A call of BLAS costs more than a product of this size.
  @inlinable @inline(never)
  func small<T: KernelElement>(_ a: UnsafePointer<T>, _ b: UnsafePointer<T>, _ c: UnsafeMutablePointer<T>) {
    let (rowA, columnA) = transposeA ? (1, lda) : (lda, 1)
    let (rowB, columnB) = transposeB ? (1, ldb) : (ldb, 1)
    for i in 0..<m {
      for j in 0..<n {
        var sum: T = 0
        for l in 0..<k { sum = T._multiplyAdd(a[i * rowA + l * columnA], b[l * rowB + j * columnB], sum) }
        c[i * n + j] = sum
      }
    }
  }
}
