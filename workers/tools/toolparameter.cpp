// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolparameter.h"

#include "jsonreader.h"
#include "nearestname.h"
#include "steering.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Type = ToolParameter::Type;
using Text = std::optional<QString>;

constexpr std::array typeNames{std::pair(Type::String, "string"_L1),   std::pair(Type::Number, "number"_L1),
                               std::pair(Type::Integer, "integer"_L1), std::pair(Type::Boolean, "boolean"_L1),
                               std::pair(Type::Choice, "choice"_L1),   std::pair(Type::File, "file"_L1),
                               std::pair(Type::Folder, "folder"_L1)};
constexpr qsizetype maxDescription = 2000;
constexpr qsizetype maxPattern = 2000;
constexpr qsizetype maxPathLength = 4096;

Error refused(const QString &message)
{
    return {ErrorCode::InvalidField, message, {}};
}

bool isPath(Type type)
{
    return type == Type::File || type == Type::Folder;
}

/// A list of texts; nothing where it is none, which the reader then knows.
QStringList texts(JsonReader &reader, QLatin1StringView key)
{
    QStringList list;
    const QJsonArray array = reader.array(key).value_or(QJsonArray());
    for (const QJsonValue &value : array) {
        if (value.isString() && !value.toString().isEmpty())
            list.append(value.toString());
        else
            reader.fail(key, u"%1 must be a list of texts that aren't empty."_s.arg(key));
    }
    return list;
}

void readType(JsonReader &reader, ToolParameter &parameter)
{
    const QString name = reader.text("type"_L1, 32).value_or(u"string"_s);
    QStringList names;
    for (const auto &[type, known] : typeNames) {
        names.append(known);
        if (name == known)
            parameter.type = type;
    }
    if (!names.contains(name))
        reader.fail("type"_L1, u"There is no type \"%1\""_s.arg(name) + suggestion(name, names));
}

void readPattern(JsonReader &reader, ToolParameter &parameter)
{
    const auto pattern = reader.text("pattern"_L1, maxPattern);
    if (!pattern)
        return;
    parameter.patternText = *pattern;
    parameter.pattern = QRegularExpression(QRegularExpression::anchoredPattern(*pattern),
                                           QRegularExpression::UseUnicodePropertiesOption);
    if (!parameter.pattern->isValid())
        reader.fail("pattern"_L1, u"pattern: %1."_s.arg(parameter.pattern->errorString()));
}

/// Whether a key that only some types have stands with another one.
void checkKeys(JsonReader &reader, const ToolParameter &parameter)
{
    struct Belongs
    {
        QLatin1StringView key;
        bool fits;
    };
    const Type type = parameter.type;
    const bool isNumber = type == Type::Number || type == Type::Integer;
    for (const Belongs &one :
         {Belongs{"pattern"_L1, type == Type::String}, Belongs{"max_length"_L1, type == Type::String},
          Belongs{"min"_L1, isNumber}, Belongs{"max"_L1, isNumber}, Belongs{"values"_L1, type == Type::Choice},
          Belongs{"folders"_L1, isPath(type)}, Belongs{"when_true"_L1, type == Type::Boolean},
          Belongs{"when_false"_L1, type == Type::Boolean}}) {
        if (!one.fits && reader.has(one.key))
            reader.fail(one.key, u"A parameter of the type %1 has no %2."_s.arg(wireName(type), one.key));
    }
    if (type == Type::Choice && parameter.values.isEmpty())
        reader.fail("values"_L1, u"A choice needs values."_s);
    if (isPath(type) && !reader.has("folders"_L1))
        reader.fail("folders"_L1, u"A %1 needs the folders that it may be in."_s.arg(wireName(type)));
    if (parameter.min && parameter.max && *parameter.min > *parameter.max)
        reader.fail("min"_L1, u"min is more than max."_s);
    if (!std::all_of(parameter.folders.cbegin(), parameter.folders.cend(), &QDir::isAbsolutePath))
        reader.fail("folders"_L1, u"folders must be absolute paths."_s);
    if (parameter.isRequired && !parameter.byDefault.isUndefined())
        reader.fail("default"_L1, u"A parameter that is required has no default."_s);
}

Result<Text> checkedText(const ToolParameter &parameter, const QJsonValue &value)
{
    if (!value.isString())
        return refused(u"must be a text"_s);
    const QString text = value.toString();
    const qsizetype most = isPath(parameter.type) ? maxPathLength : parameter.maxLength;
    if (text.size() > most)
        return refused(u"is %1 characters long; at most %2 are allowed"_s.arg(text.size()).arg(most));
    if (std::any_of(text.cbegin(), text.cend(), &isSteering))
        return refused(u"has a control character in it"_s);
    if (!text.isValidUtf16())
        return refused(u"isn't valid text: it has half a character in it"_s);
    return Text(text);
}

/// The path without symbolic links. Nobody learns from the answer what there is outside of the folders.
Result<Text> checkedPath(const ToolParameter &parameter, const QString &path)
{
    const QString wanted = parameter.type == Type::File ? u"file"_s : u"folder"_s;
    const Error nothing =
        refused(u"must be the absolute path of a %1 in the folders that the configuration allows"_s.arg(wanted));
    const QString canonical = QDir::isAbsolutePath(path) ? QFileInfo(path).canonicalFilePath() : QString();
    if (canonical.isEmpty())
        return nothing;
    const bool isWithin = std::any_of(parameter.folders.cbegin(), parameter.folders.cend(), [&](const QString &folder) {
        const QString root = QFileInfo(folder).canonicalFilePath();
        if (root.isEmpty())
            return false;
        return canonical.startsWith(root.endsWith(u'/') ? root : root + u'/')
            || (parameter.type == Type::Folder && canonical == root);
    });
    const QFileInfo found(canonical);
    if (!isWithin || !(parameter.type == Type::File ? found.isFile() : found.isDir()))
        return nothing;
    if (std::any_of(canonical.cbegin(), canonical.cend(), &isSteering) || !canonical.isValidUtf16())
        return nothing; // a link of a harmless name led to it
    return Text(canonical);
}

Result<Text> checkedNumber(const ToolParameter &parameter, const QJsonValue &value)
{
    const bool isWhole = parameter.type == Type::Integer;
    const double number = value.toDouble();
    if (!value.isDouble() || !std::isfinite(number) || (isWhole && std::floor(number) < number))
        return refused(isWhole ? u"must be a whole number"_s : u"must be a number"_s);
    constexpr double largest = double(ToolParameter::largestInteger);
    if (isWhole && (number > largest || number < -largest))
        return refused(u"must be a number that JSON holds exactly"_s);
    if (parameter.min && number < *parameter.min)
        return refused(u"must be %1 or more"_s.arg(*parameter.min, 0, 'g', 15));
    if (parameter.max && number > *parameter.max)
        return refused(u"must be %1 or less"_s.arg(*parameter.max, 0, 'g', 15));
    return Text(isWhole ? QString::number(static_cast<qint64>(number))
                        : QString::number(number, 'g', QLocale::FloatingPointShortest));
}

Result<Text> checkedBoolean(const ToolParameter &parameter, const QJsonValue &value)
{
    if (!value.isBool())
        return refused(u"must be true or false"_s);
    if (parameter.whenTrue || parameter.whenFalse)
        return value.toBool() ? parameter.whenTrue : parameter.whenFalse;
    return Text(value.toBool() ? u"true"_s : u"false"_s);
}

} // namespace

QLatin1StringView wireName(ToolParameter::Type type)
{
    return typeNames[static_cast<size_t>(type)].second;
}

Result<ToolParameter> toolParameterFromJson(const QString &name, const QJsonObject &json)
{
    ToolParameter parameter;
    parameter.name = name;
    JsonReader reader(json);
    reader.onlyKeys({"type"_L1, "description"_L1, "required"_L1, "default"_L1, "pattern"_L1, "max_length"_L1, "min"_L1,
                     "max"_L1, "values"_L1, "folders"_L1, "when_true"_L1, "when_false"_L1, "allow_leading_dash"_L1});
    readType(reader, parameter);
    parameter.description = reader.text("description"_L1, maxDescription).value_or(QString());
    parameter.isRequired = reader.boolean("required"_L1).value_or(false);
    parameter.byDefault = json.value("default"_L1);
    readPattern(reader, parameter);
    parameter.maxLength = reader.integer("max_length"_L1, 1, int(ToolParameter::mostCharacters)).value_or(4096);
    parameter.min = reader.number("min"_L1);
    parameter.max = reader.number("max"_L1);
    parameter.values = texts(reader, "values"_L1);
    parameter.folders = texts(reader, "folders"_L1);
    parameter.whenTrue = reader.text("when_true"_L1, maxPattern);
    parameter.whenFalse = reader.text("when_false"_L1, maxPattern);
    parameter.allowsLeadingDash = reader.boolean("allow_leading_dash"_L1).value_or(false);
    checkKeys(reader, parameter);
    if (reader.error())
        return *reader.error();
    // A file need not be there yet.
    if (!parameter.byDefault.isUndefined() && !isPath(parameter.type)) {
        if (const auto checked = argumentText(parameter, parameter.byDefault); !checked)
            return Error{ErrorCode::InvalidField, u"default "_s + checked.error().message + u'.', u"default"_s};
    }
    return parameter;
}

Result<std::optional<QString>> argumentText(const ToolParameter &parameter, const QJsonValue &value)
{
    switch (parameter.type) {
    case Type::Number:
    case Type::Integer:
        return checkedNumber(parameter, value);
    case Type::Boolean:
        return checkedBoolean(parameter, value);
    case Type::String:
    case Type::Choice:
    case Type::File:
    case Type::Folder:
        break;
    }
    auto text = checkedText(parameter, value);
    if (!text)
        return text;
    if (isPath(parameter.type))
        return checkedPath(parameter, **text);
    if (parameter.type == Type::Choice && !parameter.values.contains(**text))
        return refused(u"must be one of: %1"_s.arg(parameter.values.join(", "_L1)));
    if (parameter.pattern && !parameter.pattern->match(**text).hasMatch())
        return refused(u"doesn't have the form that is asked for"_s);
    return text;
}

QJsonObject parameterSchema(const ToolParameter &parameter)
{
    QJsonObject schema;
    const bool isNumber = parameter.type == Type::Number || parameter.type == Type::Integer;
    schema.insert(u"type"_s,
                  isNumber || parameter.type == Type::Boolean ? QString(wireName(parameter.type)) : u"string"_s);
    if (!parameter.description.isEmpty())
        schema.insert(u"description"_s, parameter.description);
    if (!parameter.byDefault.isUndefined())
        schema.insert(u"default"_s, parameter.byDefault);
    if (parameter.pattern)
        schema.insert(u"pattern"_s, u"^(?:"_s + parameter.patternText + u")$"_s); // a schema's isn't anchored
    if (parameter.type == Type::String)
        schema.insert(u"maxLength"_s, parameter.maxLength);
    if (parameter.type == Type::Choice)
        schema.insert(u"enum"_s, QJsonArray::fromStringList(parameter.values));
    if (isPath(parameter.type)) {
        schema.insert(u"maxLength"_s, maxPathLength);
        schema.insert(u"x-path"_s, QString(wireName(parameter.type)));
    }
    if (isNumber && parameter.min)
        schema.insert(u"minimum"_s, *parameter.min);
    if (isNumber && parameter.max)
        schema.insert(u"maximum"_s, *parameter.max);
    return schema;
}

} // namespace Procession
