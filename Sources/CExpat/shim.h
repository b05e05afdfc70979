#ifndef FRESHEN_CEXPAT_SHIM_H
#define FRESHEN_CEXPAT_SHIM_H

#include <expat.h>

#endif
