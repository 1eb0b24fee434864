#include "models/purchase/purchase_report.h"
namespace trainyard {
bool can_write_xlsx() {
  return false;
}
Result<void> write_xlsx_purchase(const PurchaseReport&, const std::filesystem::path&) {
  return problem("x");
}
}  // namespace trainyard
