// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "messagevalues.h"
#include "result.h"

#include <vector>

namespace Procession {

/// A text with placeholders, and the place where it goes, which says how values are escaped. A value.
///
/// `{{title}}` is a value of the message as text, `{{title 200}}` at most 200 characters of it, `{{json fields}}` a value as
/// JSON; `{{slack title}}` and `{{markdown title}}` also escape the markup of such receivers, mentions of people included.
/// `{{setting NAME}}` and `{{secret NAME}}` are the channel's own. A value of the message never ends the string, the line
/// or the part of the URL in which it stands, so it adds no field and no header. Pure; any thread.
class MessageTemplate
{
public:
    enum class Place : quint8 {
        Text,   ///< plain text: values as they are
        Json,   ///< JSON: within quotes `{{title}}`, outside of them `{{json fields}}`
        Url,    ///< after the host: percent-encoded. The channel's own values as they are
        Header, ///< one line of ASCII
    };

    /// One that gives an empty text.
    MessageTemplate() = default;
    /// Errors: InvalidField, with a sentence about what is wrong.
    static Result<MessageTemplate> fromString(const QString &text, Place place);

    /// UTF-8.
    QByteArray render(const MessageValues &values) const;
    const QString &source() const { return m_source; }

    /// Names of the channel's own values that it has placeholders for.
    QStringList settings() const { return namesOf(Part::What::Setting); }
    QStringList secrets() const { return namesOf(Part::What::Secret); }
    bool hasMessageValues() const { return !namesOf(Part::What::Value).isEmpty(); }

    friend bool operator==(const MessageTemplate &a, const MessageTemplate &b)
    {
        return a.m_place == b.m_place && a.m_source == b.m_source;
    }

private:
    struct Part
    {
        enum class What : quint8 { Literal, Value, Setting, Secret };
        enum class Markup : quint8 { None, Slack, Markdown };

        What what = What::Literal;
        QString text{}; // of a literal; else the name
        Markup markup = Markup::None;
        bool isJson = false;
        qsizetype limit = 0;
    };

    static Result<Part> placeholder(const QString &words);
    static QString withMarkup(QString text, Part::Markup markup);
    Result<void> check() const;
    Result<void> checkHost() const;
    QStringList namesOf(Part::What what) const;
    QByteArray rendered(const Part &part, const MessageValues &values) const;

    Place m_place = Place::Text;
    QString m_source;
    std::vector<Part> m_parts;
};

} // namespace Procession
