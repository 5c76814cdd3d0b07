// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "argumenttemplate.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

Result<ArgumentTemplate> ArgumentTemplate::fromString(const QString &text)
{
    const Error wrong{
        ErrorCode::InvalidField,
        u"\"%1\" has a brace that belongs to no {parameter}; a brace itself is written twice."_s.arg(text), u"argv"_s};
    ArgumentTemplate argument;
    for (qsizetype at = 0; at < text.size();) {
        const QStringView rest = QStringView(text).sliced(at);
        if (rest.startsWith("{{"_L1) || rest.startsWith("}}"_L1)) {
            argument.append(rest.first(1));
            at += 2;
        } else if (rest.front() == u'{') {
            const qsizetype end = rest.indexOf(u'}');
            if (end < 2)
                return wrong;
            argument.m_parts.push_back({rest.sliced(1, end - 1).toString(), true});
            at += end + 1;
        } else if (rest.front() == u'}') {
            return wrong;
        } else {
            argument.append(rest.first(1));
            ++at;
        }
    }
    return argument;
}

void ArgumentTemplate::append(QStringView text)
{
    if (m_parts.empty() || m_parts.back().isParameter)
        m_parts.push_back({});
    m_parts.back().text += text;
}

bool ArgumentTemplate::hasParameters() const
{
    return std::any_of(m_parts.begin(), m_parts.end(), [](const Part &part) { return part.isParameter; });
}

} // namespace Procession
