/// The family's modules in the order of listing.
let adaptiveModules: [Module.Type] = [
  Adam.self, RMSProp.self, AdaGrad.self, AdaGradNorm.self, Adan.self, Lion.self, AEGD.self, AdaptiveHeavyBall.self,
  RProp.self, ScaleLRBySignChange.self, SignConsistencyLRs.self, SignConsistencyMask.self, BacktrackOnSignChange.self,
  OrthoGrad.self, MARSCorrection.self, AdaHessian.self, SAM.self, ASAM.self, MSAMMomentum.self, MSAM.self,
]
