import COpenBLAS

// BLAS and LAPACK for doubles.

extension Double {
  public static func _gemm(_ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>,
                           _ lda: Int, _ b: UnsafePointer<Double>, _ ldb: Int, _ c: UnsafeMutablePointer<Double>, _ ldc: Int) {
    cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k),
      1, a, Int32(lda), b, Int32(ldb), 0, c, Int32(ldc))
  }

  public static func _gemv(_ transpose: Bool, _ rows: Int, _ columns: Int, _ a: UnsafePointer<Double>, _ lda: Int,
                           _ x: UnsafePointer<Double>, _ incx: Int, _ y: UnsafeMutablePointer<Double>) {
    cblas_dgemv(
      CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), 1, a, Int32(lda), x, Int32(incx), 0, y, 1)
  }

  public static func _getrf(_ n: Int, _ a: UnsafeMutablePointer<Double>, _ pivots: UnsafeMutablePointer<Int32>) -> Bool {
    var order = Int32(n), status: Int32 = 0
    dgetrf_(&order, &order, a, &order, pivots, &status)
    return status == 0
  }

  public static func _getrs(_ transposed: Bool, _ n: Int, _ columns: Int, _ lu: UnsafePointer<Double>,
                            _ pivots: UnsafePointer<Int32>, _ b: UnsafeMutablePointer<Double>) {
    var order = Int32(n), count = Int32(columns), status: Int32 = 0
    var how = CChar(UInt8(ascii: transposed ? "T" : "N"))
    dgetrs_(&how, &order, &count, lu, &order, pivots, b, &order, &status, 1)
  }
}
