import COpenBLAS

// BLAS and LAPACK for floats.

extension Float {
  public static func _gemm(_ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>,
                           _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int, _ c: UnsafeMutablePointer<Float>, _ ldc: Int) {
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k),
      1, a, Int32(lda), b, Int32(ldb), 0, c, Int32(ldc))
  }

  public static func _gemv(_ transpose: Bool, _ rows: Int, _ columns: Int, _ a: UnsafePointer<Float>, _ lda: Int,
                           _ x: UnsafePointer<Float>, _ incx: Int, _ y: UnsafeMutablePointer<Float>) {
    cblas_sgemv(
      CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), 1, a, Int32(lda), x, Int32(incx), 0, y, 1)
  }

  public static func _getrf(_ n: Int, _ a: UnsafeMutablePointer<Float>, _ pivots: UnsafeMutablePointer<Int32>) -> Bool {
    var order = Int32(n), status: Int32 = 0
    sgetrf_(&order, &order, a, &order, pivots, &status)
    return status == 0
  }

  public static func _getrs(_ transposed: Bool, _ n: Int, _ columns: Int, _ lu: UnsafePointer<Float>,
                            _ pivots: UnsafePointer<Int32>, _ b: UnsafeMutablePointer<Float>) {
    var order = Int32(n), count = Int32(columns), status: Int32 = 0
    var how = CChar(UInt8(ascii: transposed ? "T" : "N"))
    sgetrs_(&how, &order, &count, lu, &order, pivots, b, &order, &status, 1)
  }
}
