#pragma once
// Light and dark.

namespace trainyard::gui {

enum class Appearance { system, light, dark };
/// For every window of the program, from now on.
void set_appearance(Appearance appearance);

}  // namespace trainyard::gui
