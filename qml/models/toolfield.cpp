// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolfield.h"

#include "rowtext.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ToolField", text);
}

QString numberText(double number)
{
    constexpr double exact = 1e15;
    return number == std::floor(number) && std::abs(number) < exact
        ? QString::number(static_cast<qint64>(number))
        : QString::number(number, 'g', QLocale::FloatingPointShortest);
}

std::optional<double> numberIn(const QJsonObject &schema, QLatin1StringView key)
{
    const QJsonValue value = schema[key];
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

ToolField::Kind kindOf(const QJsonObject &schema)
{
    const QString type = schema["type"_L1].toString();
    const QString path = schema["x-path"_L1].toString();
    if (schema.contains("enum"_L1))
        return ToolField::Choice;
    if (type == "integer"_L1)
        return ToolField::Integer;
    if (type == "number"_L1)
        return ToolField::Number;
    if (type == "boolean"_L1)
        return ToolField::Boolean;
    return path == "file"_L1 ? ToolField::File : path == "folder"_L1 ? ToolField::Folder : ToolField::Text;
}

/// A schema's pattern is anchored, as in `^(?:…)$`; people wrote what is in it.
QString withoutAnchors(const QString &pattern)
{
    constexpr auto begin = "^(?:"_L1;
    constexpr auto end = ")$"_L1;
    return pattern.startsWith(begin) && pattern.endsWith(end)
        ? pattern.sliced(begin.size(), pattern.size() - begin.size() - end.size())
        : pattern;
}

QString rangeText(const ToolField &field)
{
    if (field.min && field.max)
        return tr("%1 to %2").arg(numberText(*field.min), numberText(*field.max));
    if (field.min)
        return tr("%1 or more").arg(numberText(*field.min));
    return field.max ? tr("%1 at most").arg(numberText(*field.max)) : QString();
}

QString numberProblem(const ToolField &field, const QString &text)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    if (!isNumber || !std::isfinite(number))
        return tr("This must be a number, such as 3 or 0.5.");
    if (field.kind == ToolField::Integer && number != std::floor(number))
        return tr("This must be a whole number.");
    if ((field.min && number < *field.min) || (field.max && number > *field.max))
        return tr("This must be %1.").arg(rangeText(field));
    return {};
}

QString textProblem(const ToolField &field)
{
    if (field.maxLength > 0 && field.text.size() > field.maxLength)
        return tr("This is longer than %1 characters.").arg(field.maxLength);
    if (field.pattern && !field.pattern->match(field.text).hasMatch())
        return tr("This doesn't match %1.").arg(field.patternText);
    const bool isPath = field.kind == ToolField::File || field.kind == ToolField::Folder;
    if (isPath && !field.text.startsWith(u'/'))
        return tr("This must be an absolute path on the server.");
    return {};
}

} // namespace

ToolField ToolField::fromSchema(const QString &name, const QJsonObject &schema, bool isRequired)
{
    ToolField field;
    field.name = name;
    field.description = shownText(schema["description"_L1].toString());
    field.kind = kindOf(schema);
    field.isRequired = isRequired;
    field.byDefault = schema["default"_L1];
    field.min = numberIn(schema, "minimum"_L1);
    field.max = numberIn(schema, "maximum"_L1);
    field.maxLength = schema["maxLength"_L1].toInt();
    if (const QString pattern = schema["pattern"_L1].toString(); !pattern.isEmpty()) {
        field.patternText = shownText(withoutAnchors(pattern));
        if (const QRegularExpression expression(pattern); expression.isValid())
            field.pattern = expression;
    }
    if (!isRequired && field.byDefault.isUndefined())
        field.choices.append(QString());
    const QJsonArray values = schema["enum"_L1].toArray();
    for (const QJsonValue &value : values)
        field.choices.append(value.toString());
    if (field.kind == Boolean)
        field.isChecked = field.byDefault.toBool();
    else if (field.byDefault.isDouble())
        field.text = numberText(field.byDefault.toDouble());
    else
        field.text = field.byDefault.toString();
    if (field.kind == Choice && !field.choices.contains(field.text))
        field.text = field.choices.value(0);
    return field;
}

QString ToolField::hint() const
{
    switch (kind) {
    case Integer:
    case Number: {
        const QString range = rangeText(*this);
        const QString word = kind == Integer ? tr("A whole number") : tr("A number");
        return range.isEmpty() ? word : tr("%1, %2").arg(word, range);
    }
    case File:
        return tr("The absolute path of a file on the server");
    case Folder:
        return tr("The absolute path of a folder on the server");
    case Text:
        return patternText.isEmpty() ? QString() : tr("Matches %1").arg(patternText);
    case Boolean:
    case Choice:
        break;
    }
    return {};
}

QString ToolField::problem() const
{
    if (!refusal.isEmpty())
        return refusal;
    if (kind == Boolean)
        return {};
    if (text.isEmpty())
        return isRequired && byDefault.isUndefined() ? tr("This is required.") : QString();
    if (kind == Integer || kind == Number)
        return numberProblem(*this, text.trimmed());
    return kind == Choice ? QString() : textProblem(*this);
}

QJsonValue ToolField::value() const
{
    if (kind == Boolean) {
        const bool isLeftOut = !isTouched && !isRequired && byDefault.isUndefined();
        return isLeftOut ? QJsonValue(QJsonValue::Undefined) : QJsonValue(isChecked);
    }
    if (text.isEmpty())
        return QJsonValue::Undefined;
    if (kind == Integer || kind == Number)
        return text.trimmed().toDouble();
    return text;
}

} // namespace Procession
