// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tokenrule.h"

#include <algorithm>

namespace Procession::TokenRule {

using namespace Qt::StringLiterals;

Result<void> check(const QByteArray &token, const QString &source)
{
    const auto refuse = [&source](const QString &message) {
        return Error{ErrorCode::InvalidField, u"%1: %2"_s.arg(source, message), source};
    };
    if (token.size() < minLength) {
        // 26^6 / 70,000 s are 74 minutes; 16^16 / 70,000 s are 8 million years.
        return refuse(u"the token has %1 characters and needs at least %2: one machine tries 70,000 tokens a second, "
                      "which finds six letters within two hours. \"openssl rand -hex 16\" prints a good one; without "
                      "any, the server makes one itself."_s.arg(token.size())
                          .arg(minLength));
    }
    if (token.size() > maxLength)
        return refuse(u"the token has %1 characters; at most %2 are taken."_s.arg(token.size()).arg(maxLength));
    // A client puts it into a header as it is, and a header ends with the line.
    if (std::any_of(token.cbegin(), token.cend(), [](char c) { return c <= ' ' || c > '~'; }))
        return refuse(u"the token has a space or another character that can't stand in a header; use letters, digits "
                      "and signs of ASCII."_s);
    return {};
}

} // namespace Procession::TokenRule
