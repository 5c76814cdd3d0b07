// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>

namespace Procession {

/// The files beside an index: the trained vectors of words, and the neighbours of passages. Each finished training
/// writes new ones, so that a query under way can still load the old ones.
namespace VectorFiles {

QString model(const QString &folder, qint64 generation);
QString graph(const QString &folder, qint64 generation);
/// Deletes those of every other generation.
void removeOthers(const QString &folder, qint64 generation);

} // namespace VectorFiles

/// The hash of a file's content, by which a change or damage is seen. Errors: Io.
Result<QByteArray> hashOfFile(const QString &path);
/// Has a file that was written put on the disk, whatever happens to the machine. Errors: Io.
Result<void> putOnDisk(const QString &path);

} // namespace Procession
