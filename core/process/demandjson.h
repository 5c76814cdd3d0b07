// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demand.h"
#include "jsonwriter.h"

#include <QJsonObject>

/// The JSON form of what work asks for: in requests, in the configuration, and as a part of a process. Any thread.
namespace Procession {

class JsonReader;

/// Reads the members `priority` and `uses`. An error is the reader's.
Demand demandFromJson(JsonReader &reader);
/// Writes these members, as far as they say something.
void writeDemand(ObjectWriter &object, const Demand &demand);
/// The uses as an object.
QJsonObject usesToJson(const Demand &demand);

} // namespace Procession
