// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "textpattern.h"

namespace Procession {

bool matchesPattern(QStringView pattern, QStringView text)
{
    // Goes back to the last star only: what an earlier one took is never worth another try.
    qsizetype at = 0;
    qsizetype in = 0;
    qsizetype star = -1;
    qsizetype starAt = 0;
    while (at < text.size()) {
        if (in < pattern.size() && pattern[in] == u'*') {
            star = in++;
            starAt = at;
        } else if (in < pattern.size() && (pattern[in] == u'?' || pattern[in] == text[at])) {
            // A character beyond the basic plane is two units.
            at += pattern[in] == u'?' && text[at].isHighSurrogate() && at + 1 < text.size() ? 2 : 1;
            ++in;
        } else if (star >= 0) {
            in = star + 1;
            at = ++starAt;
        } else {
            return false;
        }
    }
    while (in < pattern.size() && pattern[in] == u'*')
        ++in;
    return in == pattern.size();
}

} // namespace Procession
