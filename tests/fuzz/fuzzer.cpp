// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Built once for each target, whose number is FUZZ_TARGET: fuzz_NAME [OPTIONS OF LIBFUZZER] CORPUS...
#include "fuzztargets.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    // The last byte says where the others are cut.
    const QByteArrayView bytes(data, static_cast<qsizetype>(size) - 1);
    Procession::fuzzTargets[FUZZ_TARGET].run(bytes, data[size - 1] * bytes.size() / 255);
    return 0;
}
