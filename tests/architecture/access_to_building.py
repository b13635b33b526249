"""Who gets what where paths are built together; `access` says how it is read."""

BUILDING = """
GET  courses_building:spaces                      in   404  200  404  404  404  200
GET  courses_building:space path_page             in   404  200  404  404  404  200
GET  courses_building:space other_path_page       in   404  404  404  404  404  200
POST courses_building:invite path_page            in   404  422  404  404  404  422
POST courses_building:invite other_path_page      in   404  404  404  404  404  422
POST courses_building:end-part path_page no_page  in   404  404  404  404  404  404
POST courses_building:rule path_page              in   404  422  404  404  404  422
POST courses_building:rule other_path_page        in   404  404  404  404  404  422
POST courses_building:end-rule path_page          in   404  go   404  404  404  go
POST courses_building:end-rule other_path_page    in   404  404  404  404  404  go
GET  courses_building:approval approval           in   404  200  404  404  404  200
GET  courses_building:approval other_approval     in   404  404  404  404  404  200
POST courses_building:approval approval           in   404  422  404  404  404  404
POST courses_building:withdraw approval           in   404  go   404  404  404  go
POST courses_building:withdraw other_approval     in   404  404  404  404  404  go
POST courses_building:submit-all path_page        in   404  go   404  404  404  go
POST courses_building:submit-all other_path_page  in   404  404  404  404  404  go
POST courses_building:approve-several path_page   in   404  go   404  404  404  go
POST courses_building:approve-several other_path_page in 404 404 404 404 404 go
POST courses_building:add-duty path_page          in   404  422  404  404  404  422
POST courses_building:add-duty other_path_page    in   404  404  404  404  404  422
POST courses_building:settle-duty path_page duty  in   404  go   404  404  404  go
POST courses_building:settle-duty path_page no_page in 404 404 404 404 404 404
POST courses_building:settle-duty other_path_page other_duty in 404 404 404 404 404 go
GET  courses_building:change-duty path_page duty  in   404  200  404  404  404  200
GET  courses_building:change-duty other_path_page other_duty in 404 404 404 404 404 200
POST courses_building:change-duty path_page duty  in   404  422  404  404  404  422
POST courses_building:change-duty other_path_page other_duty in 404 404 404 404 404 422
POST courses_building:remove-duty path_page duty  in   404  go   404  404  404  go
POST courses_building:remove-duty path_page no_page in 404 404 404 404 404 404
POST courses_building:remove-duty other_path_page other_duty in 404 404 404 404 404 go
POST courses_building:open-link path_page         in   404  422  404  404  404  422
POST courses_building:open-link other_path_page   in   404  404  404  404  404  422
POST courses_building:revoke-link path_page review_link in 404 go 404 404 404  go
POST courses_building:revoke-link other_path_page other_review_link in 404 404 404 404 404 go
POST courses_building:settle-remark path_page remark in 404 go   404  404  404  go
POST courses_building:settle-remark other_path_page other_remark in 404 404 404 404 404 go
GET  courses_building:said path_page              in   404  200  404  404  404  200
GET  courses_building:said other_path_page        in   404  404  404  404  404  200
GET  courses_building:answer-remark path_page remark in 404 200  404  404  404  200
GET  courses_building:answer-remark other_path_page other_remark in 404 404 404 404 404 200
POST courses_building:answer-remark path_page remark in 404 422  404  404  404  422
POST courses_building:answer-remark path_page no_page in 404 404 404 404 404 404
POST courses_building:answer-remark other_path_page other_remark in 404 404 404 404 404 422
POST courses_building:declare path_page           in   404  422  404  404  404  422
POST courses_building:declare other_path_page     in   404  404  404  404  404  422
GET  review:pages secret                          200  200  200  200  200  200  200
GET  review:pages nothing                         404  404  404  404  404  404  404
GET  review:draft secret path_page                200  200  200  200  200  200  200
GET  review:draft secret other_path_page          404  404  404  404  404  404  404
POST review:draft secret path_page                422  422  422  422  422  422  422
"""
