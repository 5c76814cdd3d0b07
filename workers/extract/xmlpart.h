// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentfailure.h"

#include <QXmlStreamReader>

namespace Procession {

/// One XML file of a package, read token by token. Nesting is bounded, Qt bounds the expansion of entities, and nothing
/// outside of the file is ever read.
class XmlPart
{
public:
    XmlPart(const QByteArray &content, QString name)
        : m_xml(content)
        , m_name(std::move(name))
    {
    }

    /// The next token; false at the end and at an error.
    bool next()
    {
        const auto token = m_xml.readNext();
        if (token == QXmlStreamReader::StartElement && ++m_depth > maxDepth)
            m_xml.raiseError(QStringLiteral("it is nested too deeply"));
        else if (token == QXmlStreamReader::EndElement)
            --m_depth;
        return !m_xml.atEnd() && !m_xml.hasError();
    }
    /// Skips the element that has just begun.
    void skip()
    {
        const int outside = m_depth - 1;
        while (m_depth > outside && next()) { }
    }
    bool starts() const { return m_xml.isStartElement(); }
    bool ends() const { return m_xml.isEndElement(); }
    QStringView element() const { return m_xml.name(); }
    QStringView text() const { return m_xml.isCharacters() ? m_xml.text() : QStringView(); }
    /// An attribute by its name without the prefix; empty where there is none.
    QString attribute(QLatin1StringView name) const
    {
        const QXmlStreamAttributes attributes = m_xml.attributes();
        for (const QXmlStreamAttribute &attribute : attributes) {
            if (attribute.name() == name)
                return attribute.value().toString();
        }
        return {};
    }
    /// An attribute by its name as it is written, such as `r:id`, where another one has the same name without a prefix.
    QString prefixedAttribute(QLatin1StringView name) const
    {
        const QXmlStreamAttributes attributes = m_xml.attributes();
        for (const QXmlStreamAttribute &attribute : attributes) {
            if (attribute.qualifiedName() == name)
                return attribute.value().toString();
        }
        return {};
    }
    /// After the last token. Errors: `malformed`.
    Result<void> result() const
    {
        if (!m_xml.hasError())
            return {};
        return documentError(DocumentFailure::malformed,
                             QStringLiteral("%1 isn't sound XML, line %2: %3")
                                 .arg(m_name)
                                 .arg(m_xml.lineNumber())
                                 .arg(m_xml.errorString()));
    }

private:
    static constexpr int maxDepth = 500;

    QXmlStreamReader m_xml;
    const QString m_name;
    int m_depth = 0;
};

} // namespace Procession
