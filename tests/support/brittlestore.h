// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store.h"

namespace Procession {

/// A store whose disk fails when the test says so.
class BrittleStore final : public Store
{
public:
    using Store::Store;

    bool broken = false;

protected:
    Result<void> write(const Group &) override
    {
        if (broken)
            return Error{ErrorCode::Io, QStringLiteral("the disk is full; make room"), {}};
        return {};
    }
};

} // namespace Procession
