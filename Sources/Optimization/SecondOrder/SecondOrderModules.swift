/// The family's modules in the order of listing.
let secondOrderModules: [Module.Type] = [
  Newton.self, NewtonCG.self, NewtonCGSteihaug.self, ImprovedNewton.self, InverseFreeNewton.self, SixthOrder3P.self,
  SixthOrder5P.self, SixthOrder3PM2.self, TwoPointNewton.self, SubspaceNewton.self, NystromSketchAndSolve.self, NystromPCG.self,
  SG2.self,
]
