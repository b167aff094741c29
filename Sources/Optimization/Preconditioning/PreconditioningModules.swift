/// The family's modules in the order of listing.
let preconditioningModules: [Module.Type] = [
  Orthogonalize.self,
  DualNormCorrection.self,
  MuonAdjustLR.self,
  SOAP.self,
  Shampoo.self,
  FullMatrixAdagrad.self,
  GGT.self,
  GGTBasis.self,
  SOAPBasis.self,
]
