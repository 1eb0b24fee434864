#include "models/chart/png.h"

#include "sim/base/json_reader.h"

#ifdef TRAINYARD_HAS_RSVG
#include <librsvg/rsvg.h>
#endif

namespace trainyard::chart {

#ifdef TRAINYARD_HAS_RSVG

namespace {

constexpr int scale = 2;  // px of the picture per px of the chart: sharp on dense screens

struct Picture {
  RsvgHandle* handle = nullptr;
  cairo_surface_t* surface = nullptr;
  cairo_t* cairo = nullptr;
  ~Picture() {
    if (cairo != nullptr) cairo_destroy(cairo);
    if (surface != nullptr) cairo_surface_destroy(surface);
    if (handle != nullptr) g_object_unref(handle);
  }
};

cairo_status_t append(void* to, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

Diagnostics refused(GError* error, const char* what) {
  std::string words = error == nullptr ? std::string(what) : std::string(what) + ": " + error->message;
  if (error != nullptr) g_error_free(error);
  return problem(std::move(words));
}

}  // namespace

bool can_write_png() {
  return true;
}

Result<void> write_png(const std::filesystem::path& path, const std::string& svg) {
  Picture picture;
  GError* error = nullptr;
  picture.handle = rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error);
  if (picture.handle == nullptr) return refused(error, "the chart is no SVG");
  double width = 0, height = 0;
  if (!rsvg_handle_get_intrinsic_size_in_pixels(picture.handle, &width, &height) || width < 1 || height < 1)
    return problem("the chart has no size in pixels");
  picture.surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width) * scale,
                                               static_cast<int>(height) * scale);
  picture.cairo = cairo_create(picture.surface);
  cairo_set_source_rgb(picture.cairo, 1, 1, 1);
  cairo_paint(picture.cairo);
  const RsvgRectangle whole{0, 0, width * scale, height * scale};
  if (!rsvg_handle_render_document(picture.handle, picture.cairo, &whole, &error))
    return refused(error, "the chart cannot be drawn");
  std::string png;
  if (cairo_surface_write_to_png_stream(picture.surface, append, &png) != CAIRO_STATUS_SUCCESS)
    return problem("the picture cannot be written as PNG");
  return write_file(path, png);
}

#else

bool can_write_png() {
  return false;
}

Result<void> write_png(const std::filesystem::path&, const std::string&) {
  return problem("this program was built without librsvg, which draws PNG",
                 "write SVG or HTML, or install librsvg2-dev (Debian) and build again");
}

#endif

}  // namespace trainyard::chart
