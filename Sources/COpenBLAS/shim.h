// OpenBLAS holds BLAS and the Fortran LAPACK; calling the latter through the prototypes of lapack.h spares the loading of
// liblapacke, liblapack and libblas (3 of the 8 ms that a process takes to start).
#pragma once
#include <cblas.h>
#include <lapack.h>
