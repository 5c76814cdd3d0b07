// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attempt.h"

#include <algorithm>

namespace Procession {

namespace {

/// The text, cut between two characters where it is longer than `maxBytes`.
Text shortened(const Text &text, qsizetype maxBytes)
{
    if (text.size() <= maxBytes)
        return text;
    const QByteArrayView utf8 = text.utf8();
    const auto goesOn = [](char byte) { return (static_cast<uchar>(byte) & 0xc0) == 0x80; };
    constexpr QByteArrayView ellipsis("\xE2\x80\xA6");
    qsizetype end = maxBytes - ellipsis.size();
    while (end > 0 && goesOn(utf8[end]))
        --end;
    return Text::fromUtf8(utf8.first(end).toByteArray() + ellipsis.toByteArray());
}

} // namespace

bool isSignalName(QStringView name)
{
    constexpr qsizetype longest = 16;
    return name.size() > 3 && name.size() <= longest && name.startsWith(u"SIG")
        && std::all_of(name.begin() + 3, name.end(), [](QChar c) {
               return (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'+' || c == u'-';
           });
}

bool EarlierAttempts::append(Attempt attempt)
{
    if (!isTerminal(attempt.status) || attempt.number <= (m_list.empty() ? 0 : m_list.back().number))
        return false;
    attempt.errorMessage = shortened(attempt.errorMessage, Attempt::maxErrorBytes);
    if (m_list.size() == maxCount)
        m_list.erase(m_list.begin() + 1); // the first one tells how it began
    m_list.push_back(std::move(attempt));
    return true;
}

Attempt *EarlierAttempts::find(int number)
{
    const auto at = std::find_if(m_list.begin(), m_list.end(),
                                 [number](const Attempt &attempt) { return attempt.number == number; });
    return at == m_list.end() ? nullptr : &*at;
}

} // namespace Procession
