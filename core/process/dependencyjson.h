// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dependencies.h"
#include "jsonwriter.h"

#include <QByteArray>

#include <array>

/// The JSON form of dependencies: of a start (`depends_on`, `dependency_rule`, `allow_missing_dependencies`), and of a
/// process (`depends_on`, `dependency`). Any thread.
namespace Procession {

class JsonReader;

/// The names of the members of a start.
inline constexpr std::array dependencyKeys{QLatin1StringView("depends_on"), QLatin1StringView("dependency_rule"),
                                           QLatin1StringView("allow_missing_dependencies")};

/// Reads the members of a start; an error is the reader's.
DependencyTerms dependenciesFromStart(JsonReader &reader);
/// Reads the members of a process as writeDependencies() prints them; an error is the reader's.
Dependencies dependenciesFromJson(JsonReader &reader);

/// Writes the members of a start, where there are dependencies.
void writeDependencyTerms(ObjectWriter &object, const DependencyTerms &terms);
/// Writes the members `depends_on` and `dependency`, both null where there are none. `waitingFor`: those that the process
/// still waits for; left out where that isn't known.
void writeDependencies(ObjectWriter &object, const Dependencies &dependencies,
                       const std::vector<ProcessId> *waitingFor = nullptr);

/// The terms as the store keeps them; the state is kept beside them.
QByteArray toJson(const DependencyTerms &terms);
/// Nothing where the text can't be read.
std::optional<DependencyTerms> dependencyTermsFromJson(QByteArrayView json);

} // namespace Procession
